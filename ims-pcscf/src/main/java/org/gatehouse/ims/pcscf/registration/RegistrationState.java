package org.gatehouse.ims.pcscf.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.jspecify.annotations.Nullable;

/**
 * The registration of one user at one address. Three things go on side by side, as clause 7.4.2a
 * has them: exchanges with the home network, at most one unfinished authentication with its
 * registration set, and the sets of earlier successes.
 *
 * <pre>
 *   (nothing) ─SM1─► Pending.Opening ─SM5─► Pending.Reserving ─SPIs, ports─► Challenged
 *   Challenged ─SM7, agreement verified─► Challenged (answered) + Pending.Answering
 *   Challenged ─SM11 2xx─► Held          ─SM11 4xx─► Ending
 *   Challenged ─time-out, failure report, new challenge─► (nothing)
 *   Held ─last identity deregistered─► Ending     Ending ─grace over─► (nothing)
 * </pre>
 *
 * @param token names this registration in the Path of its REGISTERs
 * @param bindings registered public identities, each with its implicit set
 * @param unprotectedFrom how a UE without security agreement registered, or null
 */
public record RegistrationState(
        UeKey ue,
        String token,
        Map<Long, Pending> pending,
        @Nullable Challenged challenged,
        Held held,
        List<Ending> ending,
        Map<String, Binding> bindings,
        List<String> serviceRoute,
        @Nullable Flow unprotectedFrom) {

    public RegistrationState {
        pending = Map.copyOf(pending);
        ending = List.copyOf(ending);
        bindings = Map.copyOf(bindings);
        serviceRoute = List.copyOf(serviceRoute);
    }

    /** What a set is to its user now. */
    public enum Role {
        REGISTRATION,
        CURRENT,
        OLD,
        ENDING
    }

    /** One set as the SA table shows it. */
    public record SetView(SetInfo info, Role role, Instant expires) {}

    public static RegistrationState of(UeKey ue, String token) {
        return new RegistrationState(
                ue,
                token,
                Map.of(),
                null,
                new Held.Nothing(),
                List.of(),
                Map.of(),
                List.of(),
                null);
    }

    /** Nothing is left to remember. */
    public boolean isIdle() {
        return pending.isEmpty()
                && challenged == null
                && held instanceof Held.Nothing
                && ending.isEmpty()
                && bindings.isEmpty();
    }

    /** Whether some public identity is registered. */
    public boolean isRegistered() {
        return !bindings.isEmpty();
    }

    /** All sets in existence. */
    public List<SetView> sets() {
        List<SetView> views = new ArrayList<>();
        if (challenged != null) {
            views.add(new SetView(challenged.info(), Role.REGISTRATION, challenged.expires()));
        }
        List<HeldSet> sets = held.sets();
        for (HeldSet set : sets) {
            Role role = held.isLatest(set.id()) ? Role.CURRENT : Role.OLD;
            views.add(new SetView(set.info(), role, set.expires()));
        }
        ending.forEach(end -> views.add(new SetView(end.info(), Role.ENDING, end.goes())));
        return views;
    }

    public Optional<Role> roleOf(SetId id) {
        return sets().stream()
                .filter(view -> view.info().id().equals(id))
                .map(SetView::role)
                .findFirst();
    }

    /** The set that messages to the UE leave over. */
    public Optional<SetInfo> outbound() {
        return held.outbound().map(HeldSet::info);
    }

    /** Security-Server lists of the sets of earlier successes, the latest first. */
    public List<SecurityList> agreed() {
        return held.sets().stream().map(HeldSet::server).toList();
    }

    /** Sets that a new challenge deletes: their ports and their place are free for it. */
    public Set<SetId> replaceable() {
        Set<SetId> ids = new HashSet<>();
        if (challenged != null) {
            ids.add(challenged.info().id());
        }
        ending.forEach(end -> ids.add(end.info().id()));
        return ids;
    }

    /** All registered public identities, implicit ones included; the default one first. */
    public List<String> impus() {
        return bindings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().impus().stream())
                .distinct()
                .toList();
    }

    /** When the last registration runs out; empty if there is none. */
    public Optional<Instant> registeredUntil() {
        return bindings.values().stream().map(Binding::expires).max(Instant::compareTo);
    }

    /** The next instant at which time alone changes something. */
    Optional<Instant> nextDeadline(RegistrationPolicy policy) {
        Stream<Instant> sets = sets().stream().map(SetView::expires);
        Stream<Instant> lives =
                bindings.values().stream().map(b -> b.expires().plus(policy.lifetimeMargin()));
        Stream<Instant> switching =
                held instanceof Held.Both both && !both.switched()
                        ? Stream.of(both.old().expires().minus(policy.switchBefore()))
                        : Stream.empty();
        return Stream.of(sets, lives, switching).flatMap(s -> s).min(Instant::compareTo);
    }

    RegistrationState with(Pending exchange) {
        Map<Long, Pending> changed = new TreeMap<>(pending);
        changed.put(exchange.exchange().id(), exchange);
        return withPending(changed);
    }

    RegistrationState without(Exchange exchange) {
        Map<Long, Pending> changed = new TreeMap<>(pending);
        changed.remove(exchange.id());
        return withPending(changed);
    }

    private RegistrationState withPending(Map<Long, Pending> changed) {
        return new RegistrationState(
                ue,
                token,
                changed,
                challenged,
                held,
                ending,
                bindings,
                serviceRoute,
                unprotectedFrom);
    }

    RegistrationState with(@Nullable Challenged changed) {
        return new RegistrationState(
                ue, token, pending, changed, held, ending, bindings, serviceRoute, unprotectedFrom);
    }

    RegistrationState with(Held changed) {
        return new RegistrationState(
                ue,
                token,
                pending,
                challenged,
                changed,
                ending,
                bindings,
                serviceRoute,
                unprotectedFrom);
    }

    RegistrationState withEnding(List<Ending> changed) {
        return new RegistrationState(
                ue,
                token,
                pending,
                challenged,
                held,
                changed,
                bindings,
                serviceRoute,
                unprotectedFrom);
    }

    RegistrationState withEnding(SetInfo info, Instant now, Duration grace, RemovalReason why) {
        List<Ending> changed = new ArrayList<>(ending);
        changed.add(new Ending(info, now.plus(grace), why));
        return withEnding(changed);
    }

    RegistrationState withBindings(Map<String, Binding> changed) {
        return new RegistrationState(
                ue,
                token,
                pending,
                challenged,
                held,
                ending,
                changed,
                serviceRoute,
                unprotectedFrom);
    }

    RegistrationState withServiceRoute(List<String> changed) {
        return new RegistrationState(
                ue, token, pending, challenged, held, ending, bindings, changed, unprotectedFrom);
    }

    RegistrationState withUnprotected(@Nullable Flow from) {
        return new RegistrationState(
                ue, token, pending, challenged, held, ending, bindings, serviceRoute, from);
    }
}
