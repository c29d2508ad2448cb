package org.gatehouse.ims.core.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a process in the foreground until it is asked to stop. A JVM that gets SIGTERM or SIGINT
 * would end with 143 or 130 once its shutdown hooks are through; ours waits for the clean stop and
 * then ends with 0.
 */
public final class Foreground implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    /** Seconds a clean stop may take before the process ends with 1. */
    private static final int STOP_SECONDS = 15;

    /** What a parent writes to a child's standard input before it leaves the child alone. */
    public static final int STAY = '+';

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean clean;
    private final Thread hook = new Thread(this::stopAtSignal, "stop");

    /** From now on a signal leads to a clean stop. Close after all else is closed. */
    public Foreground() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Also stops when an input ends, as standard input does when the parent process dies; but not
     * if the last octet in it was {@link #STAY}: that parent ends in peace.
     */
    public void stopWith(InputStream input) {
        Thread.ofPlatform().daemon().name("stdin").start(() -> awaitEnd(input));
    }

    /** Asks for the stop, from any thread. */
    public void stop() {
        asked.countDown();
    }

    public void awaitStop() throws InterruptedException {
        asked.await();
    }

    private void awaitEnd(InputStream input) {
        int last = -1;
        try {
            for (int octet = input.read(); octet >= 0; octet = input.read()) {
                last = octet;
            }
        } catch (IOException e) {
            LOG.debug("standard input failed, which is its end", e);
        }
        if (last != STAY) {
            LOG.info("stopping cause=stdin-ended");
            stop();
        }
    }

    private void stopAtSignal() {
        stop();
        boolean ended = false;
        try {
            ended = stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A hook's own way to set the exit code: Runtime.exit would wait for this very hook.
        Runtime.getRuntime().halt(ended && clean ? 0 : 1);
    }

    /** Says that all was stopped without a failure, before {@link #close()}. */
    public void stoppedCleanly() {
        clean = true;
    }

    /** All is stopped: lets a signal's shutdown go on, or the process end in its own way. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            LOG.info("stopped cause=signal");
        }
        stopped.countDown();
    }
}
