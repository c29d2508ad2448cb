package org.gatehouse.ims.core.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the committed docs/conformance.md remembers: the rows that tests once showed. */
final class ShownBefore {
    /** Bars that stand for themselves in a cell are written \|. */
    private static final String CELL_END = "(?<!\\\\)\\|";

    private static final int ID = 1;
    private static final int STATE = 4;
    private static final int TESTS = 5;

    private final Map<String, String> testsOf;

    private ShownBefore(Map<String, String> testsOf) {
        this.testsOf = testsOf;
    }

    /** Reads the rows of the table; other lines are passed over. */
    static ShownBefore of(List<String> lines) {
        Map<String, String> tests = new HashMap<>();
        for (String line : lines) {
            String[] cells = line.split(CELL_END, -1);
            if (line.startsWith("| ") && cells.length > TESTS) {
                switch (cells[STATE].strip()) {
                    case "shown", "lost", "failing", "skipped" ->
                            tests.put(cells[ID].strip(), cells[TESTS].strip());
                    default -> {}
                }
            }
        }
        return new ShownBefore(tests);
    }

    /** The tests that showed a requirement, as the table names them; null if none ever did. */
    @Nullable String tests(String id) {
        return testsOf.get(id);
    }
}
