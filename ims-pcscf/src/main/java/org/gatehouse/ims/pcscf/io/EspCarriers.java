package org.gatehouse.ims.pcscf.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.pcscf.config.IpsecEngine;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that carry ESP: all that the configuration asks for and this machine can do.
 *
 * @param udp ESP inside UDP, or null
 * @param ip ESP as IP protocol 50, or null
 * @param reason why it is these
 */
record EspCarriers(Network.@Nullable Datagrams udp, Network.@Nullable IpPackets ip, String reason) {

    /**
     * Opens them.
     *
     * @throws IOException if one that the configuration needs can't be had
     */
    static EspCarriers open(
            PcscfConfig config,
            Network network,
            Network.DatagramHandler udpCame,
            Network.IpHandler ipCame)
            throws IOException {
        IpsecEngine engine = config.engine();
        Network.IpPackets ip = null;
        String reason =
                engine == IpsecEngine.AUTO
                        ? "auto: kernel is not in this build, udp needs no privileges, "
                        : "chosen by the setting ipsec";
        if (engine == IpsecEngine.AUTO || engine == IpsecEngine.IP) {
            try {
                ip = network.openIp(config.sip().getAddress(), InnerPacket.PROTOCOL_ESP, ipCame);
                reason += engine == IpsecEngine.AUTO ? "ip may open raw sockets" : "";
            } catch (IOException e) {
                if (needsTransportMode(config)) {
                    throw new IOException(
                            "transport mode is not possible here: "
                                    + e.getMessage()
                                    + "; or ipsec: udp with force-encapsulation: true",
                            e);
                }
                reason += "ip: " + e.getMessage();
            }
        }
        try {
            Network.Datagrams udp =
                    engine == IpsecEngine.AUTO || engine == IpsecEngine.UDP
                            ? network.openDatagrams(config.esp(), udpCame)
                            : null;
            return new EspCarriers(udp, ip, reason);
        } catch (IOException e) {
            if (ip != null) {
                ip.close();
            }
            throw e;
        }
    }

    /** It is the only mode, or the one to be preferred. */
    private static boolean needsTransportMode(PcscfConfig config) {
        return config.policy().modes().getFirst() == Carrier.IP.mode();
    }

    Set<Carrier> carriers() {
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        if (udp != null) {
            carriers.add(Carrier.UDP);
        }
        if (ip != null) {
            carriers.add(Carrier.IP);
        }
        return carriers;
    }

    /** Engine and carriers, as people write them: {@code user/udp}, {@code user/udp+ip}. */
    String text() {
        return carriers().isEmpty()
                ? "off"
                : carriers().stream()
                        .map(Carrier::token)
                        .collect(Collectors.joining("+", "user/", ""));
    }

    /** Sends one packet; false if there is no such carrier, or its socket did not take it. */
    boolean send(Carrier carrier, InetSocketAddress remote, byte[] packet) {
        return switch (carrier) {
            case UDP -> {
                if (udp != null) {
                    udp.send(remote, packet);
                }
                yield udp != null;
            }
            case IP -> ip != null && ip.send(remote.getAddress(), packet);
        };
    }

    void close() {
        if (udp != null) {
            udp.close();
        }
        if (ip != null) {
            ip.close();
        }
    }
}
