package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;

/** Sees every outer packet as it comes and goes, for a capture file. */
@FunctionalInterface
public interface PacketTap {
    PacketTap NONE = (source, destination, udpPayload) -> {};

    /**
     * One packet, before it is judged or as it is sent.
     *
     * @param udpPayload what the outer UDP header carries; only lent, and not to be changed
     */
    void packet(
            InetSocketAddress outerSource, InetSocketAddress outerDestination, byte[] udpPayload);
}
