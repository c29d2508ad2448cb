package org.gatehouse.ims.ue.lab;

import java.io.PrintWriter;

/**
 * The last line a lab prints: {@code lab: ok} or {@code lab: failed: REASON}. Whoever comes first
 * says it; a signal and the failure it causes race for it.
 */
public final class LastLine {
    private final PrintWriter out;
    private boolean said;

    public LastLine(PrintWriter out) {
        this.out = out;
    }

    public void ok() {
        say("lab: ok");
    }

    public void failed(String reason) {
        say("lab: failed: " + reason.replaceAll("\\s*\\R\\s*", "; "));
    }

    private synchronized void say(String line) {
        if (!said) {
            said = true;
            out.println(line);
            out.flush();
        }
    }
}
