package org.gatehouse.ims.pcscf.table;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;

/**
 * The SA table of one shard (TS 33.203 clause 7.1): which sets there are, and which ports they
 * occupy. All sets of a UE address are on one shard, so the checks by address see them all.
 */
public final class SaTable {
    private record UePort(InetAddress ue, int port) {}

    private record Pair(InetAddress ue, int uePortS, int ownPortC) {}

    private final Map<SetId, SetInfo> sets = new HashMap<>();
    private final Map<UePort, Set<SetInfo>> byClientPort = new HashMap<>();
    private final Map<UePort, Set<SetInfo>> byServerPort = new HashMap<>();
    private final Set<Pair> pairs = new HashSet<>();
    private final LinkedHashSet<SetId> halfOpen = new LinkedHashSet<>();
    private final SetsPerUser perUser;
    private int lastPort;

    public SaTable(SetsPerUser perUser) {
        this.perUser = perUser;
    }

    /** A new set, half-open until {@link #established}. */
    public void add(SetInfo set) {
        sets.put(set.id(), set);
        add(byClientPort, clientPort(set), set);
        add(byServerPort, serverPort(set), set);
        pairs.add(pair(set));
        halfOpen.add(set.id());
        perUser.opened(set.ue().impi());
    }

    public void remove(SetId id) {
        SetInfo set = sets.remove(id);
        if (set != null) {
            remove(byClientPort, clientPort(set), set);
            remove(byServerPort, serverPort(set), set);
            pairs.remove(pair(set));
            perUser.removed(set.ue().impi(), halfOpen.remove(id));
        }
    }

    /** The user authenticated himself over this set. */
    public void established(SetId id) {
        SetInfo set = sets.get(id);
        if (set != null && halfOpen.remove(id)) {
            perUser.established(set.ue().impi());
        }
    }

    public boolean isHalfOpen(SetId id) {
        return halfOpen.contains(id);
    }

    /** The half-open set that is to go, if there are more than this. */
    public Optional<SetId> oldestHalfOpenAbove(int most) {
        return halfOpen.size() > most ? Optional.of(halfOpen.getFirst()) : Optional.empty();
    }

    public int size() {
        return sets.size();
    }

    /**
     * "the pair (UE_IP_address, UE_protected_client_port) [..] has not yet been associated with
     * entries in the SA_table" (rule 3).
     *
     * @param aside sets that a challenge will delete
     */
    public PortHolder holderOfClientPort(UeKey ue, int port, Set<SetId> aside) {
        return holder(byClientPort, ue, port, aside);
    }

    /** The same of "the pair (UE_IP_address, UE_protected_server_port)" (rule 3 of M.7.1). */
    public PortHolder holderOfServerPort(UeKey ue, int port, Set<SetId> aside) {
        return holder(byServerPort, ue, port, aside);
    }

    private static PortHolder holder(
            Map<UePort, Set<SetInfo>> byPort, UeKey ue, int port, Set<SetId> aside) {
        PortHolder holder = PortHolder.NOBODY;
        for (SetInfo set : byPort.getOrDefault(new UePort(ue.address(), port), Set.of())) {
            if (!set.ue().equals(ue)) {
                return PortHolder.ANOTHER_USER;
            }
            if (!aside.contains(set.id())) {
                holder = PortHolder.SAME_USER;
            }
        }
        return holder;
    }

    /**
     * A port_pc: "the protected client ports [..] shall change" at a re-registration, and (UE
     * address, port_us, port_pc) names one set alone. The pool goes round, so that a port rests
     * before its next use.
     */
    public OptionalInt freeClientPort(InetAddress ue, int uePortS, List<Integer> pool) {
        for (int i = 1; i <= pool.size(); i++) {
            int index = (lastPort + i) % pool.size();
            if (!pairs.contains(new Pair(ue, uePortS, pool.get(index)))) {
                lastPort = index;
                return OptionalInt.of(pool.get(index));
            }
        }
        return OptionalInt.empty();
    }

    private static void add(Map<UePort, Set<SetInfo>> byPort, UePort port, SetInfo set) {
        byPort.computeIfAbsent(port, key -> new HashSet<>()).add(set);
    }

    private static void remove(Map<UePort, Set<SetInfo>> byPort, UePort port, SetInfo set) {
        byPort.computeIfPresent(
                port,
                (key, sets) -> {
                    sets.remove(set);
                    return sets.isEmpty() ? null : sets;
                });
    }

    private static UePort clientPort(SetInfo set) {
        return new UePort(set.ue().address(), set.ueEnd().portC());
    }

    private static UePort serverPort(SetInfo set) {
        return new UePort(set.ue().address(), set.ueEnd().portS());
    }

    private static Pair pair(SetInfo set) {
        return new Pair(set.ue().address(), set.ueEnd().portS(), set.ownEnd().portC());
    }
}
