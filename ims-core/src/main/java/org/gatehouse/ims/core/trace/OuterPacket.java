package org.gatehouse.ims.core.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;

/** IP packets for a capture, around what went through a socket. */
public final class OuterPacket {
    private OuterPacket() {}

    /** A UDP datagram with its headers and checksums. Both addresses are of one family. */
    public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return InnerPacket.ipAndUdp(endpoint(from), endpoint(to), payload);
    }

    /** An ESP packet with its IP header. Both addresses are of one family. */
    public static byte[] esp(InetAddress from, InetAddress to, byte[] esp) {
        return InnerPacket.ip(from.getAddress(), to.getAddress(), InnerPacket.PROTOCOL_ESP, esp);
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort());
    }
}
