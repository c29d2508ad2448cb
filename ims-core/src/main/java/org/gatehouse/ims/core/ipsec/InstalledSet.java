package org.gatehouse.ims.core.ipsec;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.InnerFragments;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.esp.SipSelectors;
import org.gatehouse.ims.core.esp.TcpSegment;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.SecurityAssociation.Direction;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * The four SAs of a set at work. "CK_ESP and IK_ESP are the same for the two pairs of
 * simultaneously established SAs" (TS 33.203 clauses 6.2 and 6.3).
 */
final class InstalledSet {
    private final AssociationSet set;
    private final EspOptions options;
    private final boolean tunnel;
    private final EspKeys keys;
    private final Inbound atServerPort;
    private final Inbound atClientPort;
    private final OutboundSa toServerPort;
    private final OutboundSa toClientPort;
    private final Endpoint localClient;
    private final Endpoint remoteServer;
    private final DropCounters drops = new DropCounters();
    private final int mostInSegment;
    private InetSocketAddress remoteOuter;
    private boolean remoteLearnt;
    private long packetsIn;

    /**
     * Makes the SAs.
     *
     * @throws WeakKeyException if CK is of no use for 3DES
     */
    InstalledSet(AssociationSet set, EspOptions options) throws WeakKeyException {
        this.set = set;
        this.options = options;
        this.tunnel = set.mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL;
        this.remoteOuter = set.remoteOuter();
        this.keys = expand(set);
        this.mostInSegment =
                options.pathMtu()
                        .mostInSegment(
                                set.mode(),
                                set.encryption(),
                                set.local().address() instanceof Inet4Address);
        AssociationSet.End local = set.local();
        AssociationSet.End remote = set.remote();
        localClient = Endpoint.of(local.address(), local.ports().client());
        remoteServer = Endpoint.of(remote.address(), remote.ports().server());
        atServerPort =
                new Inbound(local.spis().server(), remote.clientAddress(), local.serverAddress());
        atClientPort =
                new Inbound(local.spis().client(), remote.serverAddress(), local.clientAddress());
        toServerPort = outbound(remote.spis().server());
        toClientPort = outbound(remote.spis().client());
    }

    private OutboundSa outbound(Spi spi) {
        return new OutboundSa(spi, keys, 0, options.lastSequence());
    }

    private static EspKeys expand(AssociationSet set) throws WeakKeyException {
        byte[] ck = set.keys().ck();
        byte[] ik = set.keys().ik();
        try {
            return EspKeys.expand(set.integrity(), set.encryption(), ck, ik);
        } finally {
            Arrays.fill(ck, (byte) 0);
            Arrays.fill(ik, (byte) 0);
        }
    }

    /** One inbound SA with the flow that its messages come on. */
    final class Inbound {
        private final InboundSa sa;
        private final SipSelectors selectors;
        private final Flow flow;

        private Inbound(Spi spi, InetSocketAddress source, InetSocketAddress destination) {
            Endpoint from = Endpoint.of(source.getAddress(), source.getPort());
            Endpoint to = Endpoint.of(destination.getAddress(), destination.getPort());
            selectors = tunnel ? SipSelectors.tunnel(from, to) : SipSelectors.transport(from, to);
            sa = new InboundSa(spi, keys, selectors, new ReplayWindow(options.replayWindow()));
            flow = new Flow(TransportProtocol.UDP, destination, source, set.id());
        }

        /**
         * Why a packet is none of this SA's by the headers around ESP, or null: "the source IP
         * address" of transport mode is a selector, that of encapsulation is not (Annex M.7.1).
         */
        @Nullable DropReason checkOuter(Carrier carrier, InetAddress from) {
            boolean fits =
                    carrier == set.carrier() && (tunnel || from.equals(flow.remote().getAddress()));
            if (!fits) {
                drops.count(DropReason.SELECTOR_MISMATCH);
            }
            return fits ? null : DropReason.SELECTOR_MISMATCH;
        }

        EspOutcome open(byte[] packet) {
            EspOutcome outcome = sa.open(packet);
            switch (outcome) {
                case EspOutcome.Authenticated ignored -> packetsIn++;
                case EspOutcome.AuthenticFragment ignored -> packetsIn++;
                case EspOutcome.Dropped dropped -> drops.count(dropped.reason());
            }
            return outcome;
        }

        /** Adds an authentic fragment to those that came before. */
        EspOutcome join(
                EspOutcome.AuthenticFragment fragment, InnerFragments fragments, Instant now) {
            EspOutcome outcome = fragments.add(spi(), selectors, fragment, now);
            if (outcome instanceof EspOutcome.Dropped dropped) {
                drops.count(dropped.reason());
            }
            return outcome;
        }

        /** A packet that did not become whole. */
        void givenUp(DropReason why) {
            drops.count(why);
        }

        boolean isTcp(EspOutcome.Authenticated packet) {
            return selectors.isTcp(packet.payload(), packet.nextHeader());
        }

        /** The TCP segment in an authentic packet. */
        byte[] segment(EspOutcome.Authenticated packet) {
            byte[] segment = selectors.tcpSegment(packet.payload());
            TcpSegment.limitSize(segment, mostInSegment);
            return segment;
        }

        /** The SIP message in an authentic packet. */
        byte[] message(EspOutcome.Authenticated packet) {
            return selectors.udpPayload(packet.payload());
        }

        Flow flow() {
            return flow;
        }

        Spi spi() {
            return sa.spi();
        }

        InstalledSet owner() {
            return InstalledSet.this;
        }
    }

    /**
     * Seals a message from the own client port to the peer's server port.
     *
     * @return null if the sequence numbers are used up
     */
    byte @Nullable [] seal(byte[] message, IvSource ivs) {
        return tunnel
                ? toServerPort.seal(
                        InnerPacket.ipAndUdp(localClient, remoteServer, message),
                        InnerPacket.tunnelProtocol(localClient),
                        ivs)
                : toServerPort.seal(
                        InnerPacket.udp(localClient, remoteServer, message),
                        InnerPacket.PROTOCOL_UDP,
                        ivs);
    }

    /**
     * Seals a TCP segment. Its ports say which SA it belongs to: TCP, other than UDP, answers from
     * the server port.
     *
     * @param segment with the checksum that holds between the ends of the set
     * @return null if the sequence numbers are used up
     */
    byte @Nullable [] sealTcp(byte[] segment, boolean fromServerPort, IvSource ivs) {
        TcpSegment.limitSize(segment, mostInSegment);
        OutboundSa sa = fromServerPort ? toClientPort : toServerPort;
        return tunnel
                ? sa.seal(
                        InnerPacket.ip(
                                localClient.address(),
                                remoteServer.address(),
                                InnerPacket.PROTOCOL_TCP,
                                segment),
                        InnerPacket.tunnelProtocol(localClient),
                        ivs)
                : sa.seal(segment, InnerPacket.PROTOCOL_TCP, ivs);
    }

    /**
     * Drops a TCP segment where nobody takes any.
     *
     * @return the answer to one that opens a connection: the peer need not wait to learn that it
     *     has to use UDP; or null
     */
    byte @Nullable [] refuseTcp(byte[] segment, IvSource ivs) {
        drops.count(DropReason.PROTOCOL_NOT_CARRIED);
        if (!TcpSegment.isOpening(segment)) {
            return null;
        }
        TcpSegment.Addresses back =
                new TcpSegment.Addresses(localClient.address(), remoteServer.address());
        boolean atServerPort = TcpSegment.destinationPort(segment) == set.local().ports().server();
        return sealTcp(TcpSegment.refusal(segment, back), atServerPort, ivs);
    }

    /**
     * "When the P-CSCF receives the first protected and UDP encapsulated message from the UE it
     * shall store port_Uenc ... From then on, all protected UDP encapsulated messages from the
     * P-CSCF to the UE shall use ... port_Uenc as destination port" (Annex M.7.1).
     *
     * @return whether the port is another one from now on
     */
    boolean learnRemote(InetSocketAddress outerFrom) {
        if (!tunnel || remoteLearnt || !outerFrom.getAddress().equals(remoteOuter.getAddress())) {
            return false;
        }
        remoteLearnt = true;
        boolean other = outerFrom.getPort() != remoteOuter.getPort();
        remoteOuter = outerFrom;
        return other;
    }

    /** Whether the peer's outer address is complete: transport mode has no outer port. */
    boolean knowsRemote() {
        return !tunnel || remoteOuter.getPort() != 0;
    }

    Carrier carrier() {
        return set.carrier();
    }

    SetId id() {
        return set.id();
    }

    InetSocketAddress localOuter() {
        return set.localOuter();
    }

    InetSocketAddress remoteOuter() {
        return remoteOuter;
    }

    List<Inbound> inbound() {
        return List.of(atServerPort, atClientPort);
    }

    List<Spi> spis() {
        return List.of(
                atServerPort.spi(), atClientPort.spi(), toServerPort.spi(), toClientPort.spi());
    }

    EspKeys keys() {
        return keys;
    }

    void wipe() {
        keys.wipe();
        set.keys().wipe();
    }

    SetStatistics statistics() {
        long packetsOut = toServerPort.sent() + toClientPort.sent();
        return new SetStatistics(packetsIn, packetsOut, remoteOuter, drops.snapshot());
    }

    List<SecurityAssociation> associations() {
        AssociationSet.End local = set.local();
        AssociationSet.End remote = set.remote();
        List<SecurityAssociation> associations = new ArrayList<>();
        for (Inbound inbound : inbound()) {
            associations.add(
                    association(
                            Direction.INBOUND,
                            inbound.spi(),
                            inbound.flow.remote(),
                            inbound.flow.local(),
                            inbound.sa.highestSequence()));
        }
        associations.add(
                association(
                        Direction.OUTBOUND,
                        toServerPort.spi(),
                        local.clientAddress(),
                        remote.serverAddress(),
                        toServerPort.sent()));
        associations.add(
                association(
                        Direction.OUTBOUND,
                        toClientPort.spi(),
                        local.serverAddress(),
                        remote.clientAddress(),
                        toClientPort.sent()));
        return List.copyOf(associations);
    }

    private SecurityAssociation association(
            Direction direction,
            Spi spi,
            InetSocketAddress source,
            InetSocketAddress destination,
            long packets) {
        boolean in = direction == Direction.INBOUND;
        return new SecurityAssociation(
                direction,
                spi,
                source,
                destination,
                in ? remoteOuter : set.localOuter(),
                in ? set.localOuter() : remoteOuter,
                set.integrity(),
                set.encryption(),
                set.mode(),
                packets);
    }
}
