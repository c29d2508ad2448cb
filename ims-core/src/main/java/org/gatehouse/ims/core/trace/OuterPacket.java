package org.gatehouse.ims.core.trace;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;

/** IP packets for a capture, around what went through a UDP socket. */
public final class OuterPacket {
    private OuterPacket() {}

    /** A UDP datagram with its headers and checksums. Both addresses are of one family. */
    public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return InnerPacket.ipAndUdp(endpoint(from), endpoint(to), payload);
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort());
    }
}
