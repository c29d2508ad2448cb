package org.gatehouse.ims.core.testkit;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which published vectors were run, by set. A row is announced by its reader and counts, once, when
 * a test that had it as an argument passes: {@link VectorListener} sees to that for parameterized
 * tests, others say {@link #ran}.
 */
public final class VectorCount {
    /** The numbers of one set: how many rows there are and which of them ran. */
    private record Tally(int published, Set<Integer> ran) {}

    private record Row(Tally tally, int number) {}

    private static final VectorCount ALL = new VectorCount();

    private final IdentityHashMap<Object, Row> rows = new IdentityHashMap<>();
    private final Map<String, Tally> sets = new TreeMap<>();

    VectorCount() {}

    /** The count of this JVM's tests. */
    static VectorCount all() {
        return ALL;
    }

    /**
     * Makes the rows of a set known.
     *
     * @param set where it stands, for example {@code aka/milenage.json}
     * @param published all its rows; the same objects go to the tests
     */
    public static void announce(String set, Collection<?> published) {
        ALL.add(set, published);
    }

    /** Says that a test of this row passed; nothing happens for what is no announced row. */
    public static void ran(@Nullable Object row) {
        ALL.mark(row);
    }

    synchronized void add(String set, Collection<?> published) {
        Tally tally = sets.computeIfAbsent(set, s -> new Tally(published.size(), new TreeSet<>()));
        int number = 0;
        for (Object row : published) {
            rows.put(row, new Row(tally, number++));
        }
    }

    synchronized void mark(@Nullable Object object) {
        Row row = rows.get(object);
        if (row != null) {
            row.tally().ran().add(row.number());
        }
    }

    /** Takes a set out again, for the tests of counting itself. */
    static void forget(String set) {
        ALL.remove(set);
    }

    private synchronized void remove(String set) {
        sets.remove(set);
    }

    /** One line a set of which a row ran: set, rows run, rows published, with tabs between. */
    synchronized String tsv() {
        StringBuilder lines = new StringBuilder();
        sets.forEach((set, tally) -> {
            if (!tally.ran().isEmpty()) {
                lines.append(set)
                        .append('\t')
                        .append(tally.ran().size())
                        .append('\t')
                        .append(tally.published())
                        .append('\n');
            }
        });
        return lines.toString();
    }

    /** The same for people, with the sum behind; empty if nothing ran. */
    synchronized String text() {
        StringBuilder lines = new StringBuilder();
        int ran = 0;
        int published = 0;
        for (String line : tsv().lines().toList()) {
            String[] cells = line.split("\t", -1);
            lines.append("vectors: %s of %s  %s%n".formatted(cells[1], cells[2], cells[0]));
            ran += Integer.parseInt(cells[1]);
            published += Integer.parseInt(cells[2]);
        }
        if (ran > 0) {
            lines.append("vectors: %d of %d published vectors run%n".formatted(ran, published));
        }
        return lines.toString();
    }
}
