package org.gatehouse.ims.pcscf.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.ims.core.digest.AkaKeys;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sip.stream.ProtectedStreams;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.journal.Journal;
import org.gatehouse.ims.pcscf.journal.JournalEntry;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.PortHolder;
import org.gatehouse.ims.pcscf.table.SaTable;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.gatehouse.ims.pcscf.table.SetsPerUser;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.jspecify.annotations.Nullable;

/** The sets of one shard: SPIs, ports, table and engine kept in step with each other. */
final class SetStore {
    /** Sets of one shard: each holds about 6 KB of cipher state, so 1.2 GB at most. */
    private static final int MOST_SETS = 200_000;

    /**
     * Half-open sets of one shard; above it the oldest goes. An honest UE answers within seconds,
     * what a flood leaves behind stays for the four minutes of reg-await-auth: 5,000 new ones a
     * second still leave a UE two seconds.
     */
    static final int MOST_HALF_OPEN = 10_000;

    private final Shard shard;
    private final int shards;
    private final PcscfConfig config;
    private final SpiAllocator spis;
    private final SaTable table;
    private final SetsPerUser perUser;
    private final Ipsec ipsec;
    private final @Nullable ProtectedStreams streams;
    private final InetSocketAddress espAddress;
    private final PcscfMeters meters;
    private final Journal journal;
    private long made;

    SetStore(
            Shard shard,
            int shards,
            PcscfConfig config,
            SetsPerUser perUser,
            Ipsec ipsec,
            @Nullable ProtectedStreams streams,
            InetSocketAddress espAddress,
            PcscfMeters meters,
            Journal journal) {
        this.shard = shard;
        this.shards = shards;
        this.config = config;
        this.spis = new SpiAllocator(shard.index(), shards, shard.random());
        this.table = new SaTable(perUser);
        this.perUser = perUser;
        this.ipsec = ipsec;
        this.streams = streams;
        this.espAddress = espAddress;
        this.meters = meters;
        this.journal = journal;
        spis.takeOut(journal.ended().spis());
        meters.watch(shard.index(), spis);
    }

    /** A name, SPIs and ports for a new set. */
    record Picked(SetId set, SpisAndPorts own) {}

    Optional<Picked> reserve(UeKey ue, int uePortS, Set<Spi> avoid) {
        OptionalInt portC = table.freeClientPort(ue.address(), uePortS, config.clientPorts());
        if (portC.isEmpty() || table.size() >= MOST_SETS) {
            return Optional.empty();
        }
        SpiPair pair = spis.reserve(avoid);
        return Optional.of(
                new Picked(
                        new SetId(++made * shards + shard.index()),
                        new SpisAndPorts(
                                pair.client(),
                                pair.server(),
                                portC.getAsInt(),
                                config.serverPort())));
    }

    /** Takes a set into use; its port_pc is taken from now on. */
    void install(SetInfo info, AkaKeys keys, Ipsec.Installation done) {
        table.add(info);
        AssociationSet set = associations(info, keys);
        ipsec.install(
                set,
                new Ipsec.Installation() {
                    @Override
                    public void installed() {
                        if (streams != null) {
                            streams.open(set);
                        }
                        meters.setAdded();
                        done.installed();
                    }

                    @Override
                    public void failed(String reason) {
                        table.remove(info.id());
                        spis.release(own(info));
                        done.failed(reason);
                    }
                });
    }

    private AssociationSet associations(SetInfo info, AkaKeys keys) {
        return new AssociationSet(
                info.id(),
                end(info.own(), info.ownEnd()),
                end(info.ue().address(), info.ueEnd()),
                info.algorithms().integrity(),
                info.algorithms().encryption(),
                info.mode(),
                info.mode() == Carrier.UDP.mode()
                        ? espAddress
                        : new InetSocketAddress(info.own(), 0),
                // "port_Uenc" is "undefined" until SM7 came (Annex M.7.2)
                new InetSocketAddress(info.ue().address(), 0),
                new SessionKeys(keys.ck(), keys.ik()));
    }

    void remove(SetInfo info, RemovalReason reason) {
        if (streams != null) {
            streams.close(info.id());
        }
        ipsec.remove(info.id());
        table.remove(info.id());
        spis.release(own(info));
        meters.setRemoved(reason);
        journal.gone(info.ownEnd().spiS());
    }

    /** The user authenticated himself over this set, or prolonged its life. */
    void established(SetInfo info, Instant expires) {
        table.established(info.id());
        journal.held(JournalEntry.of(info, expires));
    }

    /** Sets of this user at other addresses, over which he authenticated himself. */
    int setsElsewhere(RegistrationState state) {
        long here = state.sets().stream().filter(set -> !table.isHalfOpen(set.info().id())).count();
        return Math.max(0, perUser.of(state.ue().impi()) - (int) here);
    }

    /** Whether this user has more than one half-open set, and so one at another address. */
    boolean hasSeveralHalfOpen(String impi) {
        return perUser.halfOpen(impi) > 1;
    }

    /** The half-open set that has to make room. */
    Optional<SetId> oneHalfOpenTooMany() {
        return table.oldestHalfOpenAbove(MOST_HALF_OPEN);
    }

    /** Who has port_uc of Security-Client: of any offer, for all are to have the same. */
    PortHolder holderOfClientPort(RegistrationState state, @Nullable SecurityList client) {
        return holder(
                client,
                offer -> table.holderOfClientPort(state.ue(), offer.portC(), state.replaceable()));
    }

    /** The same of port_us. */
    PortHolder holderOfServerPort(RegistrationState state, @Nullable SecurityList client) {
        return holder(
                client,
                offer -> table.holderOfServerPort(state.ue(), offer.portS(), state.replaceable()));
    }

    private static PortHolder holder(
            @Nullable SecurityList client, Function<Ipsec3gpp, PortHolder> holder) {
        List<SecurityMechanism> offers = client == null ? List.of() : client.mechanisms();
        return offers.stream()
                .map(SecurityMechanism::ipsec)
                .filter(Objects::nonNull)
                .map(holder)
                .max(Comparator.naturalOrder())
                .orElse(PortHolder.NOBODY);
    }

    private static SpiPair own(SetInfo info) {
        return new SpiPair(info.ownEnd().spiC(), info.ownEnd().spiS());
    }

    private static AssociationSet.End end(InetAddress address, SpisAndPorts end) {
        return new AssociationSet.End(
                address,
                new PortPair(end.portC(), end.portS()),
                new SpiPair(end.spiC(), end.spiS()));
    }
}
