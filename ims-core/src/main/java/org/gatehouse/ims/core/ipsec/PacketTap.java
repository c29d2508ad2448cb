package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;

/** Sees every outer packet as it comes and goes, for a capture file. */
@FunctionalInterface
public interface PacketTap {
    PacketTap NONE = (carrier, source, destination, payload) -> {};

    /**
     * One packet, before it is judged or as it is sent.
     *
     * @param payload what stands behind the UDP header, or with carrier IP behind the IP header;
     *     only lent, and not to be changed
     */
    void packet(
            Carrier carrier,
            InetSocketAddress outerSource,
            InetSocketAddress outerDestination,
            byte[] payload);
}
