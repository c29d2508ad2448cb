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
    private record ClientPort(InetAddress ue, int port) {}

    private record Pair(InetAddress ue, int uePortS, int ownPortC) {}

    private final Map<SetId, SetInfo> sets = new HashMap<>();
    private final Map<ClientPort, Set<SetId>> byClientPort = new HashMap<>();
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
        byClientPort.computeIfAbsent(clientPort(set), key -> new HashSet<>()).add(set.id());
        pairs.add(pair(set));
        halfOpen.add(set.id());
        perUser.opened(set.ue().impi());
    }

    public void remove(SetId id) {
        SetInfo set = sets.remove(id);
        if (set != null) {
            byClientPort.computeIfPresent(
                    clientPort(set),
                    (key, ids) -> {
                        ids.remove(id);
                        return ids.isEmpty() ? null : ids;
                    });
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
    public boolean isClientPortTaken(InetAddress ue, int port, Set<SetId> aside) {
        Set<SetId> ids = byClientPort.getOrDefault(new ClientPort(ue, port), Set.of());
        return !aside.containsAll(ids);
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

    private static ClientPort clientPort(SetInfo set) {
        return new ClientPort(set.ue().address(), set.ueEnd().portC());
    }

    private static Pair pair(SetInfo set) {
        return new Pair(set.ue().address(), set.ueEnd().portS(), set.ownEnd().portC());
    }
}
