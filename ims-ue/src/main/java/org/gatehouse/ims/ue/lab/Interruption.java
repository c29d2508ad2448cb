package org.gatehouse.ims.ue.lab;

import java.util.concurrent.locks.LockSupport;

/**
 * What happens when the lab itself is told to stop, by Ctrl-C or SIGTERM: all it started is ended
 * first, then it ends with exit code 1.
 */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(Fleet fleet, LabFolder folder, LastLine lastLine) {
        hook = new Thread(() -> end(fleet, folder, lastLine), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void end(Fleet fleet, LabFolder folder, LastLine lastLine) {
        fleet.close();
        try {
            folder.removeState();
        } catch (LabException e) {
            lastLine.failed(e.reason());
        }
        lastLine.failed("interrupted");
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is at work and ends the process: this thread has nothing more to say.
            while (true) {
                LockSupport.park();
            }
        }
    }
}
