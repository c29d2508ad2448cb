package org.gatehouse.ims.ue.lab;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;

/** The core as a process of its own, until its standard input ends: PREFIX [SETTING...]. */
final class NamespaceCore {
    /** A minute: a start takes a second, and a busy machine ten. */
    private static final int MOST_TRIES = 3_000;

    private NamespaceCore() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        String[] overrides = Arrays.copyOfRange(arguments, 1, arguments.length);
        try (NettyNetwork network = new NettyNetwork(1);
                ThreadShards shards = new ThreadShards("core", 2);
                LabCore core =
                        new LabCore(address -> network, arguments[0], shards, 10, overrides)) {
            for (int tries = 0; !core.isReady(); tries++) {
                if (tries == MOST_TRIES) {
                    throw new IllegalStateException("the CSCFs do not reach the HSS");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // whoever started it is still there
            }
        }
    }
}
