package org.gatehouse.ims.scscf.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.RegistrarState;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;

/**
 * Who is registered at this S-CSCF, by public identity. Each shard publishes what its steps change;
 * every shard reads, without a lock, for a user may talk to any other. What is read is immutable,
 * and at most one step of its shard behind.
 */
public final class Directory {
    /** An identity that two private identities share has two registrations. */
    private final ConcurrentMap<String, List<Registered>> byImpu = new ConcurrentHashMap<>();

    /**
     * The registrations of an identity, barred ones too.
     *
     * @param impu canonical text
     */
    public List<Registered> find(String impu) {
        return byImpu.getOrDefault(impu, List.of());
    }

    /** The registrations of an identity that may be used. */
    List<Registered> usable(String impu) {
        return find(impu).stream().filter(one -> !one.set().isBarred(impu)).toList();
    }

    /**
     * The contact that requests to an identity go to: of several the one refreshed last, for there
     * the user is (a request goes to one contact, it is not forked).
     */
    Optional<Binding> latestContact(String impu) {
        return usable(impu).stream()
                .flatMap(one -> one.bindings().list().stream())
                .max(Comparator.comparing(Binding::refreshedAt));
    }

    /** Takes over what a step made of one subscriber's implicit sets. */
    public void update(List<RegistrarState> before, List<RegistrarState> after) {
        List<Registered> now = registered(after);
        Set<String> covered = new HashSet<>();
        for (Registered one : now) {
            one.set().members().forEach(impu -> put(impu, one));
            covered.addAll(one.set().members());
        }
        for (Registered one : registered(before)) {
            for (String impu : one.set().members()) {
                if (!covered.contains(impu)) {
                    remove(impu, one.set().impi());
                }
            }
        }
    }

    private static List<Registered> registered(List<RegistrarState> sets) {
        return sets.stream()
                .filter(Registered.class::isInstance)
                .map(Registered.class::cast)
                .toList();
    }

    private void put(String impu, Registered one) {
        byImpu.merge(
                impu,
                List.of(one),
                (known, added) -> {
                    List<Registered> all = new ArrayList<>(without(known, one.set().impi()));
                    all.addAll(added);
                    return List.copyOf(all);
                });
    }

    private void remove(String impu, String impi) {
        byImpu.computeIfPresent(
                impu,
                (key, known) -> {
                    List<Registered> left = without(known, impi);
                    return left.isEmpty() ? null : left;
                });
    }

    private static List<Registered> without(List<Registered> known, String impi) {
        return known.stream().filter(one -> !one.set().impi().equals(impi)).toList();
    }
}
