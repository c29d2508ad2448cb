package org.gatehouse.ims.core.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The SIP messages of a registration as a ladder that a person can read: one row a message with the
 * time since the first, an arrow between two named nodes, and the few header fields that tell.
 * Arrows of protected messages are drawn double.
 */
public final class Ladder {
    /** Rows that are kept; what comes later is only counted. */
    private static final int MAX_ROWS = 1_000;

    private final List<String> nodes;
    private final List<LadderRow> rows = new ArrayList<>();
    private int left;

    /** Lifelines that fit into the width with titles that can be read. */
    private static final int MAX_NODES = 5;

    /** A ladder between two to five nodes, named from left to right. */
    public Ladder(List<String> nodes) {
        if (nodes.size() < 2 || nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("nodes: " + nodes + " (expected: two to five)");
        }
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Adds a message as it was on the wire.
     *
     * @param isProtected whether it went through a security association
     * @param message its octets; a message that does not parse is shown by its first line
     */
    public synchronized void add(
            Instant at, String from, String to, boolean isProtected, byte[] message) {
        int source = column(from);
        int destination = column(to);
        if (rows.size() < MAX_ROWS) {
            rows.add(LadderRow.of(at, source, destination, isProtected, message));
        } else {
            left++;
        }
    }

    private int column(String node) {
        int index = nodes.indexOf(node);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "node: " + node + " (expected: one of " + nodes + ")");
        }
        return index;
    }

    /** The ladder as text with line ends, at most 100 columns wide. */
    public synchronized String render(LadderStyle style) {
        LadderDrawing drawing = new LadderDrawing(nodes, style);
        Instant start = rows.isEmpty() ? Instant.EPOCH : rows.getFirst().at();
        rows.forEach(row -> drawing.row(Duration.between(start, row.at()), row));
        if (left > 0) {
            drawing.note(left + " more messages");
        }
        return drawing.text();
    }
}
