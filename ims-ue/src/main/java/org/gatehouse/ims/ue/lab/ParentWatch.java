package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command that a lab runs die with the lab, even if the lab is killed: its standard input is
 * a pipe that only the lab holds open. Daemons have an option of their own for this.
 */
public final class ParentWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);
    private static final String PROPERTY = "gatehouse.dies-with-parent";

    private ParentWatch() {}

    static String option() {
        return "-D" + PROPERTY + "=true";
    }

    /** To be called first by a main class: does nothing unless a lab has started this process. */
    public static void begin() {
        if (Boolean.getBoolean(PROPERTY)) {
            Thread.ofPlatform().daemon().name("parent").start(ParentWatch::awaitEnd);
        }
    }

    private static void awaitEnd() {
        try {
            // What the parent writes means nothing; that it lives does.
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("standard input failed, which is its end", e);
        }
        Runtime.getRuntime().halt(1);
    }
}
