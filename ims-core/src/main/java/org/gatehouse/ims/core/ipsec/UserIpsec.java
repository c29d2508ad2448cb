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
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * Engine {@code user}, carrier {@code udp}: ESP in Java, tunnel mode inside UDP (RFC 3948). Belongs
 * to one shard; opens no socket.
 */
public final class UserIpsec implements Ipsec {
    /** "a single octet with the value 0xFF" (RFC 3948 clause 2.3). */
    private static final byte[] KEEP_ALIVE = {(byte) 0xFF};

    private static final int SPI_OCTETS = 4;

    private final EspSender sender;
    private final Receiver receiver;
    private final IpsecListener listener;
    private final PacketTap tap;
    private final IvSource ivs;
    private final Map<SetId, InstalledSet> sets = new HashMap<>();
    private final Map<Spi, InstalledSet.Inbound> inbound = new HashMap<>();
    private final DropCounters drops = new DropCounters();

    public UserIpsec(
            Shard shard,
            EspSender sender,
            Receiver receiver,
            IpsecListener listener,
            PacketTap tap) {
        this.sender = sender;
        this.receiver = receiver;
        this.listener = listener;
        this.tap = tap;
        this.ivs = new IvSource(shard.random());
    }

    /**
     * Takes a set into use, whole or not at all.
     *
     * @throws IllegalArgumentException if the set can't be: another mode than UDP-enc-tun, SPIs
     *     that are reserved, in use or not four different ones, a set of that name, addresses of
     *     two IP versions, or a CK that 3DES must not take
     */
    @Override
    public void install(AssociationSet set) {
        check(set);
        InstalledSet installed;
        try {
            installed = new InstalledSet(set);
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
                set.mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                "mode " + set.mode().token() + " (carrier udp expects: UDP-enc-tun)");
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
            }
            installed.wipe();
        }
    }

    /**
     * Sends a SIP message through a set: from the own client port to the peer's server port.
     *
     * @return false if there is no such set, its sequence numbers are used up, the peer's outer
     *     port is not known yet (0), or the message does not fit a datagram
     */
    @Override
    public boolean send(SetId set, byte[] sip) {
        InstalledSet installed = sets.get(set);
        if (installed == null
                || installed.remoteOuter().getPort() == 0
                || sip.length > InnerPacket.MAX_PAYLOAD_OCTETS) {
            return false;
        }
        byte[] packet = installed.seal(sip, ivs);
        if (packet == null) {
            return false;
        }
        put(installed, packet);
        return true;
    }

    /**
     * Sends a NAT keep-alive from the set's outer port.
     *
     * @return false if there is no such set, or the peer's outer port is not known yet
     */
    public boolean sendKeepAlive(SetId set) {
        InstalledSet installed = sets.get(set);
        if (installed == null || installed.remoteOuter().getPort() == 0) {
            return false;
        }
        put(installed, KEEP_ALIVE.clone());
        return true;
    }

    private void put(InstalledSet set, byte[] datagram) {
        tap.packet(set.localOuter(), set.remoteOuter(), datagram);
        sender.send(set.localOuter(), set.remoteOuter(), datagram);
    }

    /** Takes one datagram of the ESP socket. Only to be called on the shard. */
    public void received(
            InetSocketAddress outerFrom, InetSocketAddress outerLocal, byte[] datagram) {
        tap.packet(outerFrom, outerLocal, datagram);
        if (datagram.length == 1 && datagram[0] == KEEP_ALIVE[0]) {
            // "The receiver SHOULD ignore a received NAT-keepalive packet"
            listener.keepAlive(outerFrom);
            return;
        }
        if (datagram.length < SPI_OCTETS) {
            drop(DropReason.TOO_SHORT, outerFrom);
            return;
        }
        Spi spi = SpiAllocator.spiOf(datagram);
        if (spi.value() == 0) {
            // "The SPI field in the ESP header MUST NOT be a zero value" (RFC 3948 clause 2.1)
            drop(DropReason.NON_ESP_MARKER, outerFrom);
            return;
        }
        // "For the inbound SA only the destination address of the outer IP header is used to
        // identify the SA at the P-CSCF, together with the SPI" (Annex M.7.1)
        InstalledSet.Inbound sa = inbound.get(spi);
        if (sa == null || !arrivedFor(sa.owner(), outerLocal)) {
            drop(DropReason.UNKNOWN_SPI, outerFrom);
            return;
        }
        open(sa, outerFrom, datagram);
    }

    private void open(InstalledSet.Inbound sa, InetSocketAddress outerFrom, byte[] datagram) {
        InstalledSet set = sa.owner();
        switch (sa.open(datagram)) {
            case EspOutcome.Dropped dropped ->
                    listener.dropped(dropped.reason(), set.id(), outerFrom);
            case EspOutcome.Authenticated packet -> {
                if (set.learnRemote(outerFrom)) {
                    listener.remoteLearnt(set.id(), outerFrom);
                }
                listener.accepted(set.id());
                receiver.received(sa.flow(), sa.message(packet));
            }
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

    public Optional<SetStatistics> statistics(SetId set) {
        return Optional.ofNullable(sets.get(set)).map(InstalledSet::statistics);
    }

    /** Drops of packets that named no SA of ours; reasons not met are left out. */
    public Map<DropReason, Long> dropsWithoutSet() {
        return drops.snapshot();
    }

    /** The four SAs of a set, without keys; empty if there is no such set. */
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
