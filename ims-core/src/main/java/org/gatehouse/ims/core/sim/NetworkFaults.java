package org.gatehouse.ims.core.sim;

import java.time.Duration;

/**
 * What a simulated network does to datagrams; streams (TCP) only see the delay.
 *
 * @param loss share of datagrams that vanish, 0 to 1
 * @param duplication share of datagrams that arrive twice, 0 to 1
 * @param reordering share of datagrams that are held back so that later ones overtake them, 0 to 1
 * @param delay time on the way; each datagram takes between one and two of it
 */
public record NetworkFaults(double loss, double duplication, double reordering, Duration delay) {
    /** A perfect network with a delay of 1 ms. */
    public static final NetworkFaults NONE = new NetworkFaults(0, 0, 0, Duration.ofMillis(1));

    public NetworkFaults {
        share("loss", loss);
        share("duplication", duplication);
        share("reordering", reordering);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: >= 0)");
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
    }
}
