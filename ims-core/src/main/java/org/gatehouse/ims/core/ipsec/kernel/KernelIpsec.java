package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.SecurityAssociation;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.SetStatistics;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * Engine {@code kernel}: ESP by Linux, in transport mode and inside UDP. SIP goes through ordinary
 * sockets at the protected ports; a datagram that arrives there passed the policies, and its
 * addresses and ports name the set. Belongs to one shard.
 */
public final class KernelIpsec implements Ipsec {
    /** Messages that may wait for the kernel to take a set; a UE has one, its SM7. */
    private static final int MOST_WAITING = 16;

    /** How often the states of a set are prolonged: four times before they would end. */
    private static final Duration PROLONGED = Duration.ofSeconds(Xfrm.LEASE_SECONDS / 4);

    private final Shard shard;
    private final KernelHost host;
    private final Receiver receiver;
    private final IpsecListener listener;
    private final Map<SetId, Entry> sets = new HashMap<>();
    private final Map<Way, Flow> flows = new HashMap<>();
    private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);

    public KernelIpsec(Shard shard, KernelHost host, Receiver receiver, IpsecListener listener) {
        this.shard = shard;
        this.host = host;
        this.receiver = receiver;
        this.listener = listener;
    }

    /** From a peer's port to an own one: no two sets have the same. */
    private record Way(InetSocketAddress local, InetSocketAddress remote) {}

    private static final class Entry {
        private final List<byte[]> waiting = new ArrayList<>();
        private AssociationSet set;
        private @Nullable Instant installed;
        private Shard.@Nullable Timer prolonging;

        Entry(AssociationSet set) {
            this.set = set;
        }

        /**
         * Whether messages can leave: inside UDP not before "the first protected and UDP
         * encapsulated message" has shown the peer's outer port (Annex M.7.1).
         */
        boolean isReady() {
            return installed != null
                    && (set.carrier() != Carrier.UDP || set.remoteOuter().getPort() != 0);
        }
    }

    @Override
    public void install(AssociationSet set, Installation done) {
        EspKeys keys = host.carriers().contains(set.carrier()) ? expand(set) : null;
        boolean isNew = !sets.containsKey(set.id()) && !flows.containsKey(atServer(set));
        if (keys == null || !isNew) {
            done.failed(
                    set.id()
                            + (keys == null
                                    ? ": mode or key that this engine does not take"
                                    : ": already installed"));
            return;
        }
        Entry entry = new Entry(set);
        sets.put(set.id(), entry);
        flows.put(atServer(set), flow(atServer(set), set.id()));
        flows.put(atClient(set), flow(atClient(set), set.id()));
        host.install(set, keys, new OnShard(entry, done));
    }

    /** Brings what happens to a set onto the shard. */
    private final class OnShard implements KernelHost.Owner {
        private final Entry entry;
        private final Installation done;

        OnShard(Entry entry, Installation done) {
            this.entry = entry;
            this.done = done;
        }

        @Override
        public void installed(@Nullable String failure) {
            if (!shard.offer(() -> answered(entry, failure, done))) {
                // nobody will know of it
                host.remove(entry.set.id());
            }
        }

        @Override
        public void peerAt(InetSocketAddress outer) {
            shard.offer(() -> learnt(entry, outer));
        }

        @Override
        public void expired() {
            shard.offer(() -> {
                if (isInUse(entry)) {
                    listener.exhausted(entry.set.id());
                }
            });
        }
    }

    private boolean isInUse(Entry entry) {
        return entry.equals(sets.get(entry.set.id()));
    }

    /** CK and IK are needed no longer once they are expanded; null for a key that is too weak. */
    private static @Nullable EspKeys expand(AssociationSet set) {
        byte[] ck = set.keys().ck();
        byte[] ik = set.keys().ik();
        try {
            return EspKeys.expand(set.integrity(), set.encryption(), ck, ik);
        } catch (WeakKeyException e) {
            return null;
        } finally {
            Arrays.fill(ck, (byte) 0);
            Arrays.fill(ik, (byte) 0);
        }
    }

    private static Way atServer(AssociationSet set) {
        return new Way(set.local().serverAddress(), set.remote().clientAddress());
    }

    private static Way atClient(AssociationSet set) {
        return new Way(set.local().clientAddress(), set.remote().serverAddress());
    }

    private static Flow flow(Way way, SetId id) {
        return new Flow(TransportProtocol.UDP, way.local(), way.remote(), id);
    }

    private void answered(Entry entry, @Nullable String failure, Installation done) {
        AssociationSet set = entry.set;
        if (!isInUse(entry)) {
            return;
        }
        if (failure != null) {
            forget(entry);
            done.failed(set.id() + ": " + failure);
            return;
        }
        entry.installed = shard.now();
        entry.prolonging = shard.schedule(PROLONGED, () -> prolong(entry));
        done.installed();
        set.keys().wipe();
        sendWaiting(entry);
    }

    private void sendWaiting(Entry entry) {
        if (entry.isReady()) {
            entry.waiting.forEach(sip -> put(entry.set, sip));
            entry.waiting.clear();
        }
    }

    private void learnt(Entry entry, InetSocketAddress outer) {
        if (isInUse(entry)) {
            entry.set = entry.set.withRemoteOuter(outer);
            listener.remoteLearnt(entry.set.id(), outer);
            sendWaiting(entry);
        }
    }

    private void prolong(Entry entry) {
        if (isInUse(entry) && entry.installed != null) {
            host.prolong(entry.set.id(), Duration.between(entry.installed, shard.now()));
            entry.prolonging = shard.schedule(PROLONGED, () -> prolong(entry));
        }
    }

    private void forget(Entry entry) {
        AssociationSet set = entry.set;
        if (entry.prolonging != null) {
            entry.prolonging.cancel();
        }
        sets.remove(set.id());
        flows.remove(atServer(set));
        flows.remove(atClient(set));
        set.keys().wipe();
    }

    @Override
    public void remove(SetId id) {
        Entry entry = sets.get(id);
        if (entry != null) {
            forget(entry);
            host.remove(id);
        }
    }

    @Override
    public SendOutcome send(SetId id, byte[] sip) {
        Entry entry = sets.get(id);
        if (entry == null) {
            return SendOutcome.NO_SET;
        }
        if (sip.length > InnerPacket.MAX_PAYLOAD_OCTETS) {
            return SendOutcome.TOO_LONG;
        }
        if (entry.isReady()) {
            return put(entry.set, sip) ? SendOutcome.SENT : SendOutcome.NOT_TAKEN;
        }
        if (entry.waiting.size() >= MOST_WAITING) {
            return SendOutcome.NOT_TAKEN;
        }
        entry.waiting.add(sip);
        return SendOutcome.SENT;
    }

    private boolean put(AssociationSet set, byte[] sip) {
        return host.send(set.local().clientAddress(), set.remote().serverAddress(), sip);
    }

    @Override
    public boolean sendKeepAlive(SetId id) {
        Entry entry = sets.get(id);
        return entry != null
                && entry.isReady()
                && host.keepAlive(entry.set.localOuter(), entry.set.remoteOuter());
    }

    /**
     * Takes a datagram of a protected port. Only on the shard. One that no set is for came over
     * {@code lo}, where Linux asks no policy, or over a set that has just gone.
     */
    public void received(InetSocketAddress local, InetSocketAddress from, byte[] sip) {
        Flow flow = flows.get(new Way(local, from));
        if (flow == null) {
            drops.merge(DropReason.SELECTOR_MISMATCH, 1L, Long::sum);
            listener.dropped(DropReason.SELECTOR_MISMATCH, null, from);
            return;
        }
        SetId set = flow.protectedBy();
        if (set != null) {
            listener.accepted(set);
        }
        receiver.received(flow, sip);
    }

    @Override
    public Optional<SetStatistics> statistics(SetId id) {
        Entry entry = sets.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        List<KernelState> states = states(entry);
        long in = 0;
        long out = 0;
        Map<DropReason, Long> refused = new EnumMap<>(DropReason.class);
        for (int i = 0; i < states.size(); i++) {
            KernelState.Counters counters = host.counters(states.get(i).id());
            if (i < 2) {
                in += counters.packets();
                count(refused, DropReason.LEFT_OF_WINDOW, counters.late());
                count(refused, DropReason.REPLAYED, counters.replayed());
                count(refused, DropReason.BAD_ICV, counters.forged());
            } else {
                out += counters.packets();
            }
        }
        return Optional.of(new SetStatistics(in, out, entry.set.remoteOuter(), refused));
    }

    private static void count(Map<DropReason, Long> refused, DropReason reason, int times) {
        if (times > 0) {
            refused.merge(reason, (long) times, Long::sum);
        }
    }

    /** In the order of {@link SetRules}. */
    private static List<KernelState> states(Entry entry) {
        return SetRules.of(entry.set, Marks.PCSCF).states();
    }

    @Override
    public List<SecurityAssociation> associations(SetId id) {
        Entry entry = sets.get(id);
        return entry == null
                ? List.of()
                : states(entry).stream().map(state -> association(entry.set, state)).toList();
    }

    private SecurityAssociation association(AssociationSet set, KernelState state) {
        Selector selector = state.selector();
        InetSocketAddress from = new InetSocketAddress(selector.source(), selector.sourcePort());
        InetSocketAddress to =
                new InetSocketAddress(selector.destination(), selector.destinationPort());
        boolean in = to.getAddress().equals(set.local().address());
        return new SecurityAssociation(
                in ? SecurityAssociation.Direction.INBOUND : SecurityAssociation.Direction.OUTBOUND,
                new Spi(state.id().spi()),
                from,
                to,
                in ? set.remoteOuter() : set.localOuter(),
                in ? set.localOuter() : set.remoteOuter(),
                set.integrity(),
                set.encryption(),
                set.mode(),
                host.counters(state.id()).packets());
    }

    @Override
    public Map<DropReason, Long> dropsWithoutSet() {
        return Map.copyOf(drops);
    }
}
