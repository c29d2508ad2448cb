package org.gatehouse.ims.core.trace;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Draws the rows of a ladder: time on the left, an arrow with the message's title between two
 * lifelines, and what tells on the right, wrapped there. No line is longer than 100 columns.
 */
final class LadderDrawing {
    static final int WIDTH = 100;

    /** Column of the first lifeline, behind "+12345.678 s". */
    private static final int FIRST_LIFELINE = 14;

    /** Columns between the last lifeline and what tells. */
    private static final int MARGIN = 3;

    /** Columns that are always left for what tells. */
    private static final int LEAST_DETAILS = 24;

    /** Columns from lifeline to lifeline where there is room: enough for any title. */
    private static final int WIDEST_GAP = 36;

    private final List<String> nodes;
    private final LadderStyle style;
    private final int gap;
    private final int detailsAt;
    private final StringBuilder text = new StringBuilder();

    LadderDrawing(List<String> nodes, LadderStyle style) {
        this.nodes = nodes;
        this.style = style;
        int room = WIDTH - FIRST_LIFELINE - MARGIN - LEAST_DETAILS;
        this.gap = Math.min(WIDEST_GAP, room / (nodes.size() - 1));
        this.detailsAt = lifeline(nodes.size() - 1) + MARGIN;
        head();
    }

    void row(Duration offset, LadderRow row) {
        StringBuilder line = lifelines();
        String time = String.format(Locale.ROOT, "%+.3f s", offset.toMillis() / 1000.0);
        line.replace(Math.max(0, FIRST_LIFELINE - 2 - time.length()), FIRST_LIFELINE - 2, time);
        arrow(line, row);
        String mark = row.isProtected() ? "ESP" : "bare";
        String rest =
                mark + (row.details().isEmpty() ? "" : ": ") + String.join(", ", row.details());
        while (rest.length() > WIDTH - detailsAt) {
            int comma = rest.lastIndexOf(", ", WIDTH - detailsAt - 1);
            int end = comma < 0 ? WIDTH - detailsAt : comma + 1;
            line(line.append(" ".repeat(MARGIN - 1)).append(rest, 0, end));
            rest = rest.substring(end).stripLeading();
            line = lifelines();
        }
        line(line.append(" ".repeat(MARGIN - 1)).append(rest));
    }

    void note(String note) {
        text.append(" ".repeat(FIRST_LIFELINE)).append(note).append('\n');
    }

    String text() {
        return text.toString();
    }

    private void head() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) {
            String name = fit(nodes.get(i), gap - 1);
            int start = Math.max(line.length() + 1, lifeline(i) - name.length() / 2);
            line.append(" ".repeat(start - line.length())).append(name);
        }
        line(line);
    }

    private StringBuilder lifelines() {
        StringBuilder line = new StringBuilder(" ".repeat(lifeline(nodes.size() - 1) + 1));
        for (int i = 0; i < nodes.size(); i++) {
            line.setCharAt(lifeline(i), style.lifeline);
        }
        return line;
    }

    private void arrow(StringBuilder line, LadderRow row) {
        int start = lifeline(Math.min(row.from(), row.to())) + 1;
        int end = lifeline(Math.max(row.from(), row.to()));
        if (start > end) {
            line.setCharAt(start - 1, '*'); // a message of a node to itself
            return;
        }
        String shaft = row.isProtected() ? style.protectedLine : style.bareLine;
        line.replace(start, end, shaft.repeat(end - start));
        String title = " " + fit(row.title(), end - start - 6) + " ";
        line.replace(start + 2, start + 2 + title.length(), title);
        if (row.from() < row.to()) {
            line.setCharAt(end - 1, style.right);
        } else {
            line.setCharAt(start, style.left);
        }
    }

    private String fit(String title, int width) {
        return title.length() <= width
                ? title
                : title.substring(0, Math.max(0, width - style.ellipsis.length())) + style.ellipsis;
    }

    private int lifeline(int node) {
        return FIRST_LIFELINE + node * gap;
    }

    private void line(StringBuilder line) {
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
