package org.gatehouse.ims.core.ipsec.inner;

import java.util.Locale;

/** Why a segment went no further between SAs and TUN device. Each is counted. */
enum TcpDrop {
    /** Out of the device came something else than TCP: the kernel's own neighbour discovery. */
    NOT_TCP,
    /** Out of the device, for an address or port that no connection has, or has any more. */
    NO_CONNECTION_OUT,
    /** Out of an SA, for a connection that nobody opened. */
    NO_CONNECTION_IN,
    /** The device did not take it. */
    DEVICE_FULL,
    /** A connection on the device that did not come out of an SA: a process of this machine. */
    NOT_FROM_AN_SA;

    String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
