package org.gatehouse.ims.ue.testlab;

import java.time.Duration;
import java.util.List;

/** Finds threads of a lab that run on after its end. */
final class LabThreads {
    /** How long a thread that was told to end may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private LabThreads() {}

    /**
     * @param prefix of the names of the lab's threads, of no other's
     * @throws IllegalStateException if one does not end
     */
    static void requireEnded(String prefix) {
        List<String> left =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith(prefix))
                        .filter(thread -> !ends(thread))
                        .map(Thread::getName)
                        .sorted()
                        .toList();
        if (!left.isEmpty()) {
            throw new IllegalStateException("threads of the lab that did not end: " + left);
        }
    }

    private static boolean ends(Thread thread) {
        try {
            return thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
    }
}
