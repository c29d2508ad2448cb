package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Makes target/conformance.md of the whole project: each requirement with the tests that show it.
 * Fails for a test that names a requirement there is not.
 */
public final class ConformanceReport {
    /** Tests named in a row; more are counted. */
    private static final int MAX_NAMED = 5;

    private final Map<String, Requirement> requirements = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();

    private record Requirement(
            String clause, String text, TreeSet<String> passed, TreeSet<String> other) {
        String state() {
            if (other.stream().anyMatch(test -> test.endsWith("(failed)"))) {
                return "failing";
            }
            return passed.isEmpty() ? other.isEmpty() ? "open" : "skipped" : "shown";
        }
    }

    private ConformanceReport(List<String> rows) {
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            requirements.put(
                    cells[0],
                    new Requirement(cells[1], cells[3], new TreeSet<>(), new TreeSet<>()));
        }
    }

    /** Arguments: the project's folder. Ends with exit code 1 if a test names an unknown id. */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        List<Path> reports = new ArrayList<>();
        try (var modules = Files.newDirectoryStream(project, "ims-*")) {
            for (Path module : modules) {
                Path report = module.resolve("target/requirements.tsv");
                if (Files.exists(report)) {
                    reports.add(report);
                }
            }
        }
        ConformanceReport report = new ConformanceReport(requirementRows());
        for (Path file : reports) {
            Files.readAllLines(file).forEach(report::add);
        }
        Path target = Files.createDirectories(project.resolve("target"));
        Files.writeString(target.resolve("conformance.md"), report.text());
        if (!report.unknown.isEmpty()) {
            System.err.println(
                    "@Requirement: ids that requirements.tsv does not have:\n"
                            + String.join("\n", report.unknown));
            System.exit(1);
        }
    }

    static List<String> requirementRows() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ConformanceReport.class.getResourceAsStream("/requirements.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    static ConformanceReport of(List<String> requirementRows, List<String> results) {
        ConformanceReport report = new ConformanceReport(requirementRows);
        results.forEach(report::add);
        return report;
    }

    List<String> unknown() {
        return List.copyOf(unknown);
    }

    private void add(String result) {
        String[] cells = result.split("\t", -1);
        Requirement requirement = requirements.get(cells[0]);
        String test = cells[1].replaceFirst("^.*\\.(?=[^.]+\\.[^.]+$)", "");
        if (requirement == null) {
            unknown.add(cells[0] + " (" + test + ")");
        } else if (cells[2].equals("passed")) {
            requirement.passed().add(test);
        } else {
            requirement.other().add(test + " (" + cells[2] + ")");
        }
    }

    String text() {
        long shown = requirements.values().stream().filter(r -> r.state().equals("shown")).count();
        StringBuilder text =
                new StringBuilder(
                        """
                        # Conformance

                        Made by the build (`mvn -B verify` writes target/conformance.md); do not edit.
                        Each row is a requirement of TS 33.203 or a document it leads to. *shown*: a test
                        shows it and no test of it fails; *skipped*: its tests did not run; *open*: no
                        test shows it yet. %d of %d requirements are shown.

                        | id | clause | requirement | state | tests |
                        |---|---|---|---|---|
                        """
                                .formatted(shown, requirements.size()));
        requirements.forEach((id, r) ->
                text.append("| ")
                        .append(String.join(" | ", id, cell(r.clause()), cell(r.text())))
                        .append(" | ")
                        .append(r.state())
                        .append(" | ")
                        .append(tests(r))
                        .append(" |\n"));
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String tests(Requirement requirement) {
        List<String> all = new ArrayList<>(requirement.passed());
        all.addAll(requirement.other());
        int more = all.size() - MAX_NAMED;
        String named = String.join(", ", all.subList(0, Math.min(all.size(), MAX_NAMED)));
        return more > 0 ? named + " and " + more + " more" : named;
    }
}
