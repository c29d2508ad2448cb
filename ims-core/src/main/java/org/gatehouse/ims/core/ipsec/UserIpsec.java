package org.gatehouse.ims.core.ipsec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InnerFragments;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * Engine {@code user}: ESP in Java. A set's mode decides what carries it: tunnel mode inside UDP
 * (RFC 3948), or transport mode as IP protocol 50. Belongs to one shard; opens no socket.
 */
public final class UserIpsec implements Ipsec {
    /** "a single octet with the value 0xFF" (RFC 3948 clause 2.3). */
    private static final byte[] KEEP_ALIVE = {(byte) 0xFF};

    private static final int SPI_OCTETS = 4;

    /** Gets the TCP segments that came through the SAs. */
    @FunctionalInterface
    public interface TcpReceiver {
        /**
         * An authentic segment, between ports of the set. Called on the shard.
         *
         * @param segment from the TCP header on; its checksum, between the ends of the set, is not
         *     looked at yet
         */
        void received(SetId set, byte[] segment);
    }

    private final Shard shard;
    private final EspSender sender;
    private final Receiver receiver;
    private final IpsecListener listener;
    private final PacketTap tap;
    private final EspOptions options;
    private final @Nullable TcpReceiver tcp;
    private final IvSource ivs;
    private final Map<SetId, InstalledSet> sets = new HashMap<>();
    private final Map<Spi, InstalledSet.Inbound> inbound = new HashMap<>();
    private final InnerFragments fragments = new InnerFragments(this::givenUp);
    private final DropCounters drops = new DropCounters();

    public UserIpsec(
            Shard shard,
            EspSender sender,
            Receiver receiver,
            IpsecListener listener,
            PacketTap tap,
            EspOptions options) {
        this(shard, sender, receiver, listener, tap, options, null);
    }

    /**
     * An engine whose SAs carry TCP too.
     *
     * @param tcp who takes its segments, or null: connections are refused
     */
    public UserIpsec(
            Shard shard,
            EspSender sender,
            Receiver receiver,
            IpsecListener listener,
            PacketTap tap,
            EspOptions options,
            @Nullable TcpReceiver tcp) {
        this.shard = shard;
        this.tcp = tcp;
        this.sender = sender;
        this.receiver = receiver;
        this.listener = listener;
        this.tap = tap;
        this.options = options;
        this.ivs = new IvSource(shard.random());
    }

    /** The same, for who does not know which engine it is. */
    @Override
    public void install(AssociationSet set, Installation done) {
        try {
            install(set);
        } catch (IllegalArgumentException e) {
            done.failed(String.valueOf(e.getMessage()));
            return;
        }
        done.installed();
    }

    /**
     * Takes a set into use, whole or not at all.
     *
     * @throws IllegalArgumentException if the set can't be: a mode without a carrier here, SPIs
     *     that are reserved, in use or not four different ones, a set of that name, addresses of
     *     two IP versions, or a CK that 3DES must not take
     */
    public void install(AssociationSet set) {
        check(set);
        InstalledSet installed;
        try {
            installed = new InstalledSet(set, options);
        } catch (WeakKeyException e) {
            throw new IllegalArgumentException(set.id() + ": " + e.getMessage(), e);
        }
        sets.put(set.id(), installed);
        for (InstalledSet.Inbound sa : installed.inbound()) {
            inbound.put(sa.spi(), sa);
        }
    }

    private void check(AssociationSet set) {
        require(
                set,
                options.carriers().stream().anyMatch(carrier -> carrier.mode() == set.mode()),
                "no carrier here for mode " + set.mode().token());
        require(set, !sets.containsKey(set.id()), "already installed");
        InetAddress local = set.local().address();
        InetAddress remote = set.remote().address();
        require(
                set,
                local.getAddress().length == remote.getAddress().length,
                "addresses of two IP versions");
        SpiPair own = set.local().spis();
        SpiPair peers = set.remote().spis();
        Set<Spi> all = new HashSet<>(List.of(own.client(), own.server()));
        all.addAll(List.of(peers.client(), peers.server()));
        // "protected messages in the uplink always differ from protected messages in the downlink
        // in, at least, the SPI field. This thwarts reflection attacks" (clause 7.1)
        require(set, all.size() == 4, "SPIs are not four different ones");
        require(set, all.stream().noneMatch(Spi::isReserved), "an SPI is below 256");
        require(
                set,
                !inbound.containsKey(own.client()) && !inbound.containsKey(own.server()),
                "an SPI is in use");
    }

    private static void require(AssociationSet set, boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(set.id() + ": " + otherwise);
        }
    }

    @Override
    public void remove(SetId set) {
        InstalledSet installed = sets.remove(set);
        if (installed != null) {
            for (InstalledSet.Inbound sa : installed.inbound()) {
                inbound.remove(sa.spi());
                fragments.forget(sa.spi());
            }
            installed.wipe();
        }
    }

    /** Sends a SIP message through a set: from the own client port to the peer's server port. */
    @Override
    public SendOutcome send(SetId set, byte[] sip) {
        InstalledSet installed = sets.get(set);
        if (installed == null) {
            return SendOutcome.NO_SET;
        }
        if (!installed.knowsRemote()) {
            return SendOutcome.PEER_PORT_UNKNOWN;
        }
        if (sip.length > InnerPacket.MAX_PAYLOAD_OCTETS) {
            return SendOutcome.TOO_LONG;
        }
        return put(installed, installed.seal(sip, ivs));
    }

    /**
     * Sends a TCP segment through a set.
     *
     * @param segment with the checksum that holds between the ends of the set
     * @param fromServerPort whether it leaves the own server port, or the own client port
     */
    public SendOutcome sendTcp(SetId set, byte[] segment, boolean fromServerPort) {
        InstalledSet installed = sets.get(set);
        if (installed == null) {
            return SendOutcome.NO_SET;
        }
        if (!installed.knowsRemote()) {
            return SendOutcome.PEER_PORT_UNKNOWN;
        }
        return put(installed, installed.sealTcp(segment, fromServerPort, ivs));
    }

    private SendOutcome put(InstalledSet installed, byte @Nullable [] packet) {
        if (packet == null) {
            listener.exhausted(installed.id());
            return SendOutcome.SEQUENCE_EXHAUSTED;
        }
        return leaves(installed, packet) ? SendOutcome.SENT : SendOutcome.NOT_TAKEN;
    }

    @Override
    public boolean sendKeepAlive(SetId set) {
        InstalledSet installed = sets.get(set);
        return installed != null
                && installed.carrier() == Carrier.UDP
                && installed.knowsRemote()
                && leaves(installed, KEEP_ALIVE.clone());
    }

    private boolean leaves(InstalledSet set, byte[] packet) {
        tap.packet(set.carrier(), set.localOuter(), set.remoteOuter(), packet);
        return sender.send(set.carrier(), set.localOuter(), set.remoteOuter(), packet);
    }

    /** Takes one packet of IP protocol 50, from its ESP header on. Only on the shard. */
    public void receivedIp(InetAddress outerFrom, InetAddress outerLocal, byte[] packet) {
        InetSocketAddress from = new InetSocketAddress(outerFrom, 0);
        InetSocketAddress local = new InetSocketAddress(outerLocal, 0);
        tap.packet(Carrier.IP, from, local, packet);
        judge(Carrier.IP, from, local, packet);
    }

    /** Takes one datagram of the UDP socket for ESP. Only to be called on the shard. */
    public void received(
            InetSocketAddress outerFrom, InetSocketAddress outerLocal, byte[] datagram) {
        tap.packet(Carrier.UDP, outerFrom, outerLocal, datagram);
        if (datagram.length == 1 && datagram[0] == KEEP_ALIVE[0]) {
            // "The receiver SHOULD ignore a received NAT-keepalive packet"
            listener.keepAlive(outerFrom);
            return;
        }
        if (datagram.length >= SPI_OCTETS && SpiAllocator.spiOf(datagram).value() == 0) {
            // "The SPI field in the ESP header MUST NOT be a zero value" (RFC 3948 clause 2.1)
            drop(DropReason.NON_ESP_MARKER, outerFrom);
            return;
        }
        judge(Carrier.UDP, outerFrom, outerLocal, datagram);
    }

    private void judge(
            Carrier carrier,
            InetSocketAddress outerFrom,
            InetSocketAddress outerLocal,
            byte[] packet) {
        if (packet.length < SPI_OCTETS) {
            drop(DropReason.TOO_SHORT, outerFrom);
            return;
        }
        // "For the inbound SA only the destination address of the outer IP header is used to
        // identify the SA at the P-CSCF, together with the SPI" (Annex M.7.1)
        InstalledSet.Inbound sa = inbound.get(SpiAllocator.spiOf(packet));
        if (sa == null || !arrivedFor(sa.owner(), outerLocal)) {
            drop(DropReason.UNKNOWN_SPI, outerFrom);
            return;
        }
        DropReason foreign = sa.checkOuter(carrier, outerFrom.getAddress());
        if (foreign == null) {
            open(sa, outerFrom, packet);
        } else {
            listener.dropped(foreign, sa.owner().id(), outerFrom);
        }
    }

    private void open(InstalledSet.Inbound sa, InetSocketAddress outerFrom, byte[] packet) {
        InstalledSet set = sa.owner();
        EspOutcome outcome = sa.open(packet);
        if (outcome instanceof EspOutcome.AuthenticFragment fragment) {
            outcome = sa.join(fragment, fragments, shard.now());
        }
        switch (outcome) {
            case EspOutcome.Dropped dropped ->
                    listener.dropped(dropped.reason(), set.id(), outerFrom);
            case EspOutcome.AuthenticFragment ignored -> listener.fragmentKept(set.id());
            case EspOutcome.Authenticated opened -> {
                if (set.learnRemote(outerFrom)) {
                    listener.remoteLearnt(set.id(), outerFrom);
                }
                if (sa.isTcp(opened)) {
                    segmentCame(set, outerFrom, sa.segment(opened));
                } else {
                    listener.accepted(set.id());
                    receiver.received(sa.flow(), sa.message(opened));
                }
            }
        }
    }

    private void givenUp(Spi spi, DropReason why) {
        InstalledSet.Inbound sa = inbound.get(spi);
        if (sa != null) {
            sa.givenUp(why);
            listener.dropped(why, sa.owner().id(), sa.owner().remoteOuter());
        }
    }

    private void segmentCame(InstalledSet set, InetSocketAddress outerFrom, byte[] segment) {
        if (tcp != null) {
            listener.accepted(set.id());
            tcp.received(set.id(), segment);
            return;
        }
        listener.dropped(DropReason.PROTOCOL_NOT_CARRIED, set.id(), outerFrom);
        byte[] refusal = set.refuseTcp(segment, ivs);
        if (refusal != null) {
            leaves(set, refusal);
        }
    }

    private static boolean arrivedFor(InstalledSet set, InetSocketAddress outerLocal) {
        InetAddress own = set.localOuter().getAddress();
        InetAddress arrivedAt = outerLocal.getAddress();
        return own.isAnyLocalAddress() || arrivedAt.isAnyLocalAddress() || own.equals(arrivedAt);
    }

    private void drop(DropReason reason, InetSocketAddress outerFrom) {
        drops.count(reason);
        listener.dropped(reason, null, outerFrom);
    }

    /** Every SPI of the sets in use, inbound and outbound: a UE takes none of them again. */
    public Set<Spi> spisInUse() {
        Set<Spi> spis = new HashSet<>();
        sets.values().forEach(set -> spis.addAll(set.spis()));
        return spis;
    }

    public boolean isInstalled(SetId set) {
        return sets.containsKey(set);
    }

    @Override
    public Optional<SetStatistics> statistics(SetId set) {
        return Optional.ofNullable(sets.get(set)).map(InstalledSet::statistics);
    }

    @Override
    public Map<DropReason, Long> dropsWithoutSet() {
        return drops.snapshot();
    }

    @Override
    public List<SecurityAssociation> associations(SetId set) {
        InstalledSet installed = sets.get(set);
        return installed == null ? List.of() : installed.associations();
    }

    /**
     * The keys of a set in clear: only for {@code --esp-sa}, which its user asked for with a
     * warning. They are wiped with the set.
     */
    public Optional<EspKeys> revealKeys(SetId set) {
        return Optional.ofNullable(sets.get(set)).map(InstalledSet::keys);
    }
}
