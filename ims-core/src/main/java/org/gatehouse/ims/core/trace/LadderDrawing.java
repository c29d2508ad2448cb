package org.gatehouse.ims.core.trace;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Draws the rows of a ladder as lines of at most 100 columns. */
final class LadderDrawing {
    private static final int WIDTH = 100;
    private static final int TIME_WIDTH = 11;

    private final List<String> nodes;
    private final LadderStyle style;
    private final int gap;
    private final StringBuilder text = new StringBuilder();

    LadderDrawing(List<String> nodes, LadderStyle style) {
        this.nodes = nodes;
        this.style = style;
        this.gap = Math.max(8, (WIDTH - TIME_WIDTH - 2) / (nodes.size() - 1));
        StringBuilder head = blank();
        for (int i = 0; i < nodes.size(); i++) {
            int at = Math.min(column(i), WIDTH - nodes.get(i).length());
            head.replace(at, at + nodes.get(i).length(), nodes.get(i));
        }
        line(head);
    }

    void row(Duration offset, LadderRow row) {
        label(row.title(), row, String.format(Locale.ROOT, "%9.3f s", offset.toNanos() / 1e9));
    }

    void note(String note) {
        text.append(note).append('\n');
    }

    String text() {
        return text.toString();
    }

    private void label(String title, LadderRow row, String time) {
        StringBuilder line = blank();
        line.replace(0, time.length(), time);
        line.append(title);
        line(line);
    }

    private int column(int node) {
        return TIME_WIDTH + 1 + node * gap;
    }

    private StringBuilder blank() {
        return new StringBuilder(" ".repeat(WIDTH));
    }

    private void line(StringBuilder line) {
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
