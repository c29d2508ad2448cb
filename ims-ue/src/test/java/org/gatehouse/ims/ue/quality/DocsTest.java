package org.gatehouse.ims.ue.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.ims.core.cli.GatehouseVersion;
import org.gatehouse.ims.ue.testlab.GatehouseLab;
import org.junit.jupiter.api.Test;

/** What docs/ci.md shows is what the build runs. */
class DocsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static String page() throws IOException {
        return Files.readString(PROJECT.resolve("docs/ci.md"));
    }

    @Test
    void theExampleOfThePageIsTheTestThatRuns() throws IOException {
        Path example = PROJECT.resolve("ims-ue/src/test/java/example/RegistrationTest.java");
        assertThat(page()).contains("```java\n" + Files.readString(example) + "```\n");
    }

    @Test
    void thePageNamesThisVersion() throws IOException {
        String version = new GatehouseVersion().getVersion()[0].replace("Gatehouse ", "");
        assertThat(page()).contains("<version>" + version + "</version>");
    }

    @Test
    void everyParameterHasItsRow() throws IOException {
        String page = page();
        for (Method parameter : GatehouseLab.class.getDeclaredMethods()) {
            assertThat(page).containsPattern("\\| [^|]*`" + parameter.getName() + "`[^|]*\\|");
        }
    }
}
