package org.gatehouse.ims.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class VectorCountTest {
    private static final Object FIRST = new Object();
    private static final Object SECOND = new Object();

    @Test
    void aRowCountsOnceHoweverManyTestsItPasses() {
        VectorCount count = new VectorCount();
        count.add("b.json", List.of(FIRST, SECOND));
        count.mark(FIRST);
        count.mark(FIRST);
        assertThat(count.tsv()).isEqualTo("b.json\t1\t2\n");
        count.mark(SECOND);
        assertThat(count.tsv()).isEqualTo("b.json\t2\t2\n");
    }

    @Test
    void whatNobodyAnnouncedDoesNotCountAndASetThatDidNotRunIsNotShown() {
        VectorCount count = new VectorCount();
        count.add("a.json", List.of(FIRST));
        count.mark(SECOND);
        count.mark(null);
        assertThat(count.tsv()).isEmpty();
        assertThat(count.text()).isEmpty();
    }

    @Test
    void theSumStandsBehindTheSets() {
        VectorCount count = new VectorCount();
        count.add("b.json", List.of(FIRST, "x"));
        count.add("a.json", List.of(SECOND));
        count.mark(FIRST);
        count.mark(SECOND);
        assertThat(count.text().lines())
                .containsExactly(
                        "vectors: 1 of 1  a.json",
                        "vectors: 1 of 2  b.json",
                        "vectors: 2 of 3 published vectors run");
    }

    @Test
    void aFileIsReadOnceSoItsRowsAreTheSame() {
        List<JsonNode> rows = VectorFiles.read("aka/sqn-usim.json");
        assertThat(VectorFiles.read("aka/sqn-usim.json").getFirst()).isSameAs(rows.getFirst());
    }

    @Test
    void rowsOfTestsThatPassAreCountedAndThoseOfOthersAreNot() {
        VectorCount.announce("test/sample", Sample.ROWS);
        LauncherConfig config =
                LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
        LauncherFactory.create(config)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Sample.class))
                                .build());
        assertThat(VectorCount.all().tsv()).contains("test/sample\t2\t3\n");
        VectorCount.forget("test/sample");
    }

    /** Three rows: the first passes, the second fails, the third passes inside a record. */
    static class Sample {
        static final List<String> ROWS = List.of("one", "two", "three");

        record Wrapped(String row) {}

        static List<String> plain() {
            return ROWS.subList(0, 2);
        }

        static List<Wrapped> wrapped() {
            return List.of(new Wrapped(ROWS.get(2)));
        }

        @ParameterizedTest
        @MethodSource("plain")
        void theFirstPasses(String row) {
            assertThat(row).isEqualTo("one");
        }

        @ParameterizedTest
        @MethodSource("wrapped")
        void theThirdPasses(Wrapped row) {
            assertThat(row.row()).isEqualTo("three");
        }
    }
}
