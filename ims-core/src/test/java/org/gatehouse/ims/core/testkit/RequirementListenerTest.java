package org.gatehouse.ims.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class RequirementListenerTest {
    @TempDir private Path folder;

    @Test
    void everyOutcomeIsWrittenWithItsRequirements() {
        run(Mixed.class, Toolless.class);
        String mixed = Mixed.class.getName();
        String toolless = Toolless.class.getName();
        assertThat(folder.resolve("requirements.tsv"))
                .hasContent(
                        """
                        all\t%1$s.isDisabled\tskipped\tnot now
                        later\t%1$s.isDisabled\tskipped\tnot now
                        all\t%1$s.partlyFails\tfailed\t
                        some\t%1$s.partlyFails\tfailed\t
                        all\t%1$s.passes\tpassed\t
                        one\t%1$s.passes\tpassed\t
                        two\t%1$s.passes\tpassed\t
                        tool\t%2$s.asks\tskipped\ttool missing: nothing\
                        """
                                .formatted(mixed, toolless));
        assertThat(folder.resolve("skipped.tsv"))
                .content()
                .contains(mixed + ".isDisabled\tnot now")
                .containsPattern("Toolless\\.asks\t.*tool missing: nothing\n");
    }

    private void run(Class<?>... types) {
        LauncherConfig config =
                LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(new RequirementListener(folder))
                        .build();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (Class<?> type : types) {
            request.selectors(DiscoverySelectors.selectClass(type));
        }
        LauncherFactory.create(config).execute(request.build());
    }

    @Requirement("all")
    static class Mixed {
        @Test
        @Requirement({"one", "two"})
        void passes() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Requirement("some")
        void partlyFails(int number) {
            assertThat(number).isEqualTo(1);
        }

        @Test
        @Disabled("not now")
        @Requirement("later")
        void isDisabled() {}
    }

    static class Toolless {
        @BeforeAll
        static void findTool() {
            abort("tool missing: nothing");
        }

        @Test
        @Requirement("tool")
        void asks() {}
    }
}
