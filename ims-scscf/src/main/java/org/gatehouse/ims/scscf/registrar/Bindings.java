package org.gatehouse.ims.scscf.registrar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.scscf.register.ContactAddress;
import org.gatehouse.ims.scscf.register.ContactChange;
import org.gatehouse.ims.scscf.register.ContactUpdate;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** The contacts of one implicit set; all its identities share them. Immutable. */
public record Bindings(List<Binding> list) {
    public static final Bindings NONE = new Bindings(List.of());

    public Bindings {
        list = List.copyOf(list);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** When the next contact expires. */
    public Optional<Instant> nextExpiry() {
        return list.stream().map(Binding::expiresAt).min(Comparator.naturalOrder());
    }

    /** What is left at a time. */
    Bindings without(Instant expired) {
        return new Bindings(list.stream().filter(b -> !b.hasExpired(expired)).toList());
    }

    /**
     * RFC 3261 clause 10.3 step 7: a binding changes only if its Call-ID differs, or "if the CSeq
     * is higher than" its own.
     */
    boolean areOvertakenBy(RegisterRequest request) {
        return list.stream()
                .filter(b -> concerns(b, request.contacts()))
                .anyMatch(b ->
                        b.callId().equals(request.sip().callId())
                                && request.sip().cseq().number() <= b.cseq());
    }

    /** The bindings after a REGISTER; those it named stand first, in its order. */
    Bindings with(RegisterRequest request, RegistrarPolicy policy, Instant at) {
        return switch (request.contacts()) {
            case ContactChange.Fetch _ -> this;
            case ContactChange.RemoveAll _ -> NONE;
            case ContactChange.Update update -> {
                List<Binding> next = new ArrayList<>();
                for (ContactUpdate contact : update.contacts()) {
                    next.removeIf(b -> b.address().matches(contact.address()));
                    if (!contact.removes()) {
                        next.add(binding(contact, request, policy, at));
                    }
                }
                list.stream()
                        .filter(b -> !concerns(b, update))
                        .sorted(Comparator.comparing(Binding::refreshedAt).reversed())
                        .forEach(next::add);
                yield new Bindings(next.subList(0, Math.min(next.size(), policy.maxBindings())));
            }
        };
    }

    /** All of them with no more time than until then. */
    Bindings endingAt(Instant wanted) {
        return new Bindings(list.stream().map(b -> b.endingAt(wanted)).toList());
    }

    /** Whether all end now, and one at least before what it was granted is over. */
    public boolean runOutShortened(Instant at) {
        return without(at).isEmpty() && list.stream().anyMatch(b -> b.grantedUntil().isAfter(at));
    }

    private static Binding binding(
            ContactUpdate contact, RegisterRequest request, RegistrarPolicy policy, Instant at) {
        Instant end = at.plus(policy.granted(contact));
        return new Binding(
                contact.address(),
                contact.value(),
                request.path(),
                request.sip().callId(),
                request.sip().cseq().number(),
                at,
                end,
                end);
    }

    private static boolean concerns(Binding binding, ContactChange change) {
        return switch (change) {
            case ContactChange.Fetch _ -> false;
            case ContactChange.RemoveAll _ -> true;
            case ContactChange.Update update ->
                    update.contacts().stream()
                            .map(ContactUpdate::address)
                            .anyMatch((ContactAddress a) -> a.matches(binding.address()));
        };
    }
}
