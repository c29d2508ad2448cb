package org.gatehouse.ims.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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
                report(
                        Map.of("a", "core.x.Y, core.x.Z.does"),
                        ShownBefore.of(List.of()),
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
                                + " (skipped) | core.x.Y, core.x.Z.does |")
                .contains("| b | 6.2 | Does b. | failing | ATest.works, ATest.fails (failed) |  |")
                .contains("| c | 6.3 | Does c. | skipped | ATest.waits (skipped) |  |")
                .contains("| d | 6.4 | Does d. | open |  |  |");
    }

    @Test
    void aRequirementThatDoesNotExistIsNamed() {
        ConformanceReport report =
                report(
                        Map.of("none", "core.x.Y"),
                        ShownBefore.of(List.of()),
                        List.of("nope\torg.x.ATest.works\tpassed\t"));
        assertThat(report.unknown())
                .containsExactly(
                        "@Requirement: requirements.tsv has no nope (ATest.works)",
                        "requirement-code.tsv: requirements.tsv has no none");
    }

    @Test
    void aRequirementThatLosesItsTestsIsNamedWithThemAndNoCopyOfTheTableForgetsThem() {
        Map<String, String> code = Map.of("a", "core.x.Y", "b", "core.x.Y", "c", "core.x.Y");
        String works =
                report(
                                code,
                                ShownBefore.of(List.of()),
                                List.of(
                                        "a\torg.x.ATest.works\tpassed\t",
                                        "b\torg.x.BTest.works\tpassed\t",
                                        "c\torg.x.CTest.works\tpassed\t"))
                        .text();
        List<String> withoutA =
                List.of(
                        "b\torg.x.BTest.worksOtherwise\tpassed\t",
                        "c\torg.x.CTest.works\tskipped\ttool missing: x");

        ConformanceReport lost = report(code, shownBefore(works), withoutA);
        List<String> reasons =
                List.of(
                        "a: was shown, and no test that passes shows it now. Before: ATest.works",
                        "c: was shown, and no test that passes shows it now. Before: CTest.works");
        assertThat(lost.lost()).containsExactlyElementsOf(reasons);
        assertThat(lost.text())
                .contains("1 of 4 requirements are shown")
                .contains("| a | 6.1 | Does a \\| b. | lost | ATest.works | core.x.Y |")
                .contains("| d | 6.4 | Does d. | open |  |  |");

        ConformanceReport copied = report(code, shownBefore(lost.text()), withoutA);
        assertThat(copied.lost()).hasSize(2).first().isEqualTo(reasons.getFirst());

        ConformanceReport again =
                report(
                        code,
                        shownBefore(lost.text()),
                        List.of(
                                "a\torg.x.ATest.works\tpassed\t",
                                "b\torg.x.BTest.works\tpassed\t",
                                "c\torg.x.CTest.works\tpassed\t"));
        assertThat(again.lost()).isEmpty();
        assertThat(again.text()).isEqualTo(works);
    }

    @Test
    void aRequirementThatIsShownNeedsItsPlaceInTheCode() {
        ConformanceReport report =
                report(
                        Map.of(),
                        ShownBefore.of(List.of()),
                        List.of("a\torg.x.ATest.works\tpassed\t"));
        assertThat(report.lost())
                .containsExactly(
                        "a: shown, but requirement-code.tsv does not say where in the code");
    }

    @Test
    void codeThatIsNotThereIsNamed() {
        RequirementCode code =
                RequirementCode.of(
                        List.of(
                                "id\tcode",
                                "a\tcore.esp.ReplayWindow core.esp.ReplayWindow.check",
                                "b\tcore.esp.ReplayDoor core.esp.ReplayWindow.close"));
        assertThat(code.texts())
                .containsEntry("a", "core.esp.ReplayWindow, core.esp.ReplayWindow.check");
        assertThat(code.missing())
                .containsExactly(
                        "requirement-code.tsv: b: there is no org.gatehouse.ims.core.esp"
                                + ".ReplayDoor",
                        "requirement-code.tsv: b: there is no org.gatehouse.ims.core.esp"
                                + ".ReplayWindow.close");
    }

    private static ConformanceReport report(
            Map<String, String> code, ShownBefore before, List<String> results) {
        return ConformanceReport.of(REQUIREMENTS, results, code, before);
    }

    private static ShownBefore shownBefore(String table) {
        return ShownBefore.of(table.lines().toList());
    }

    @Test
    void theProjectsRequirementsHaveFourColumns() throws Exception {
        assertThat(ConformanceReport.requirementRows())
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.split("\t", -1)).hasSize(4));
    }
}
