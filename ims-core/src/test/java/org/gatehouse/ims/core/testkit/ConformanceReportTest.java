package org.gatehouse.ims.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {
    private static final List<String> REQUIREMENTS =
            List.of(
                    "id\tclause\tnode\trequirement",
                    "a\t6.1\tUE\tDoes a | b.",
                    "b\t6.2\tUE\tDoes b.",
                    "c\t6.3\tUE\tDoes c.",
                    "d\t6.4\tUE\tDoes d.");

    @Test
    void eachRequirementHasItsStateAndTests() {
        ConformanceReport report =
                ConformanceReport.of(
                        REQUIREMENTS,
                        List.of(
                                "a\torg.x.ATest.works\tpassed\t",
                                "a\torg.x.BTest.worksToo\tskipped\ttool missing: x",
                                "b\torg.x.ATest.works\tpassed\t",
                                "b\torg.x.ATest.fails\tfailed\t",
                                "c\torg.x.ATest.waits\tskipped\tlater"));
        assertThat(report.text())
                .contains("1 of 4 requirements are shown")
                .contains(
                        "| a | 6.1 | Does a \\| b. | shown | ATest.works, BTest.worksToo"
                                + " (skipped) |")
                .contains("| b | 6.2 | Does b. | failing | ATest.works, ATest.fails (failed) |")
                .contains("| c | 6.3 | Does c. | skipped | ATest.waits (skipped) |")
                .contains("| d | 6.4 | Does d. | open |  |");
    }

    @Test
    void aRequirementThatDoesNotExistIsNamed() {
        ConformanceReport report =
                ConformanceReport.of(REQUIREMENTS, List.of("nope\torg.x.ATest.works\tpassed\t"));
        assertThat(report.unknown()).containsExactly("nope (ATest.works)");
    }

    @Test
    void theProjectsRequirementsHaveFourColumns() throws Exception {
        assertThat(ConformanceReport.requirementRows())
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.split("\t", -1)).hasSize(4));
    }
}
