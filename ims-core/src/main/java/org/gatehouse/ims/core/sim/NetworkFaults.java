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
}
