package org.gatehouse.ims.ue.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.ims.ue.shape.Shapes;
import org.junit.jupiter.api.Test;

/** docs/phones.md: each quirk names tests that exist, each profile has its row. */
class PhonesPageTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final int QUIRKS = 23;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|(.*)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    private static String page() throws IOException {
        return Files.readString(PROJECT.resolve("docs/phones.md"));
    }

    @Test
    void everyQuirkNamesATestThatExists() throws Exception {
        Map<String, String> sources = sources();
        List<Integer> quirks = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (MatchResult row : ROW.matcher(page()).results().toList()) {
            quirks.add(Integer.valueOf(row.group(1)));
            List<MatchResult> tests = TEST.matcher(row.group(2)).results().toList();
            assertThat(tests).as("tests of quirk " + row.group(1)).isNotEmpty();
            for (MatchResult test : tests) {
                if (!sources.getOrDefault(test.group(1), "").contains(" " + test.group(2) + "(")) {
                    missing.add(test.group());
                }
            }
        }
        assertThat(quirks).isEqualTo(IntStream.rangeClosed(1, QUIRKS).boxed().toList());
        assertThat(missing).isEmpty();
    }

    /** All test classes of a name together: several packages have one of the same name. */
    private static Map<String, String> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module :
                    modules.filter(dir -> dir.getFileName().toString().startsWith("ims-"))
                            .toList()) {
                try (Stream<Path> all = Files.walk(module.resolve("src/test/java"))) {
                    all.filter(file -> file.toString().endsWith("Test.java")).forEach(files::add);
                }
            }
        }
        return files.stream()
                .collect(
                        Collectors.toMap(
                                file -> file.getFileName().toString().replace(".java", ""),
                                PhonesPageTest::text,
                                String::concat));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyProfileHasItsRow() throws Exception {
        String page = page();
        assertThat(new Shapes(null).names()).allMatch(name -> page.contains("`" + name + "`"));
    }
}
