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
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes target/conformance.md of the whole project: each requirement with the tests that show it
 * and the code that obeys it. Fails for a test that names a requirement there is not, and for code
 * that is not there. What docs/conformance.md shows and this build does not goes to
 * target/conformance-lost.txt, which fails .ci/run.
 */
public final class ConformanceReport {
    /** Tests named in a row; more are counted. */
    private static final int MAX_NAMED = 5;

    private final Map<String, Requirement> requirements = new LinkedHashMap<>();
    private final Map<String, String> code;
    private final ShownBefore before;
    private final List<String> unknown = new ArrayList<>();

    private record Requirement(String clause, String text, Set<String> passed, Set<String> other) {
        String state() {
            if (other.stream().anyMatch(test -> test.endsWith("(failed)"))) {
                return "failing";
            }
            return passed.isEmpty() ? other.isEmpty() ? "open" : "skipped" : "shown";
        }
    }

    private ConformanceReport(List<String> rows, Map<String, String> code, ShownBefore before) {
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            requirements.put(
                    cells[0],
                    new Requirement(cells[1], cells[3], new TreeSet<>(), new TreeSet<>()));
        }
        this.code = code;
        this.before = before;
    }

    /**
     * Arguments: the project's folder. Ends with exit code 1 if a test or a row of
     * requirement-code.tsv names what there is not.
     */
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
        List<String> results = new ArrayList<>();
        for (Path file : reports) {
            results.addAll(Files.readAllLines(file));
        }
        RequirementCode code = RequirementCode.of(rows("/requirement-code.tsv"));
        Path committed = project.resolve("docs/conformance.md");
        ShownBefore before =
                ShownBefore.of(Files.exists(committed) ? Files.readAllLines(committed) : List.of());
        ConformanceReport report = of(requirementRows(), results, code.texts(), before);
        Path target = Files.createDirectories(project.resolve("target"));
        Files.writeString(target.resolve("conformance.md"), report.text());
        Files.write(target.resolve("conformance-lost.txt"), report.lost());
        List<String> wrong = new ArrayList<>(report.unknown());
        wrong.addAll(code.missing());
        if (!wrong.isEmpty()) {
            System.err.println("conformance:\n" + String.join("\n", wrong));
            System.exit(1);
        }
    }

    static List<String> requirementRows() throws IOException {
        return rows("/requirements.tsv");
    }

    static List<String> rows(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ConformanceReport.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    static ConformanceReport of(
            List<String> requirementRows,
            List<String> results,
            Map<String, String> code,
            ShownBefore before) {
        ConformanceReport report = new ConformanceReport(requirementRows, code, before);
        results.forEach(report::add);
        return report;
    }

    /** Names that tests or requirement-code.tsv have and requirements.tsv has not. */
    List<String> unknown() {
        List<String> all = new ArrayList<>();
        unknown.forEach(id -> all.add("@Requirement: requirements.tsv has no " + id));
        code.keySet().stream()
                .filter(id -> !requirements.containsKey(id))
                .forEach(id -> all.add("requirement-code.tsv: requirements.tsv has no " + id));
        return all;
    }

    /** Why this table must not take the place of the committed one, a line each. */
    List<String> lost() {
        List<String> all = new ArrayList<>();
        requirements.forEach((id, r) -> {
            boolean isShown = r.state().equals("shown");
            String tests = before.tests(id);
            if (tests != null && !isShown) {
                all.add(id + ": was shown, and no test that passes shows it now. Before: " + tests);
            }
            if (isShown && !code.containsKey(id)) {
                all.add(
                        id
                                + ": shown, but requirement-code.tsv does not say where in the"
                                + " code");
            }
        });
        return all;
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
                        test shows it yet; *lost*: a test showed it, none does now.
                        %d of %d requirements are shown.

                        | id | clause | requirement | state | tests | where in the code |
                        |---|---|---|---|---|---|
                        """
                                .formatted(shown, requirements.size()));
        requirements.forEach((id, r) ->
                text.append("| ")
                        .append(String.join(" | ", id, cell(r.clause()), cell(r.text())))
                        .append(" | ")
                        .append(stateAndTests(id, r))
                        .append(" | ")
                        .append(code.getOrDefault(id, ""))
                        .append(" |\n"));
        return text.toString();
    }

    /** A row that was lost keeps its former tests, so that no copy of this table forgets them. */
    private String stateAndTests(String id, Requirement requirement) {
        String former = before.tests(id);
        if (former != null && requirement.state().equals("open")) {
            return "lost | " + former;
        }
        return requirement.state() + " | " + tests(requirement);
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
