package org.gatehouse.ims.core.trace;

/** The characters a ladder is drawn with. */
public enum LadderStyle {
    ASCII("-", "=", '|', '>', '<', "..."),
    UNICODE("─", "═", '│', '►', '◄', "…");

    final String bareLine;
    final String protectedLine;
    final char lifeline;
    final char right;
    final char left;
    final String ellipsis;

    LadderStyle(
            String bareLine,
            String protectedLine,
            char lifeline,
            char right,
            char left,
            String ellipsis) {
        this.bareLine = bareLine;
        this.protectedLine = protectedLine;
        this.lifeline = lifeline;
        this.right = right;
        this.left = left;
        this.ellipsis = ellipsis;
    }
}
