package org.gatehouse.ims.scscf.regevent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;

/**
 * What a step changed of the registration of one implicit set.
 *
 * @param set its identities, as they are or were last
 * @param now the registration, or null if there is none any more
 * @param contacts those that changed
 * @param others whether its identities changed
 */
public record RegistrationChange(
        ImplicitSet set, @Nullable Registered now, List<Contact> contacts, boolean others) {
    public RegistrationChange {
        contacts = List.copyOf(contacts);
    }

    /** A contact and what happened to it. */
    public record Contact(Binding binding, ContactEvent event) {
        boolean isActive() {
            return switch (event) {
                case REGISTERED, CREATED, REFRESHED, SHORTENED -> true;
                case EXPIRED, DEACTIVATED, PROBATION, UNREGISTERED, REJECTED -> false;
            };
        }
    }

    /**
     * The difference; empty if there is none that a subscriber is told.
     *
     * @param gone why contacts that are gone are gone
     */
    public static Optional<RegistrationChange> between(
            @Nullable Registered before, @Nullable Registered after, ContactEvent gone) {
        Registered last = after == null ? before : after;
        if (last == null) {
            return Optional.empty();
        }
        List<Binding> old = before == null ? List.of() : before.bindings().list();
        List<Binding> fresh = after == null ? List.of() : after.bindings().list();
        List<Contact> contacts = new ArrayList<>();
        for (Binding binding : fresh) {
            ContactEvent event = event(find(old, binding), binding);
            if (event != null) {
                contacts.add(new Contact(binding, event));
            }
        }
        old.stream()
                .filter(binding -> find(fresh, binding) == null)
                .forEach(binding -> contacts.add(new Contact(binding, gone)));
        boolean others = before != null && after != null && !before.set().equals(after.set());
        return contacts.isEmpty() && !others && after != null
                ? Optional.empty()
                : Optional.of(new RegistrationChange(last.set(), after, contacts, others));
    }

    private static @Nullable ContactEvent event(@Nullable Binding before, Binding now) {
        if (before == null) {
            return ContactEvent.REGISTERED;
        }
        if (!before.refreshedAt().equals(now.refreshedAt()) || before.cseq() != now.cseq()) {
            return ContactEvent.REFRESHED;
        }
        return before.expiresAt().equals(now.expiresAt()) ? null : ContactEvent.SHORTENED;
    }

    private static @Nullable Binding find(List<Binding> all, Binding one) {
        return all.stream()
                .filter(other -> other.address().matches(one.address()))
                .findFirst()
                .orElse(null);
    }
}
