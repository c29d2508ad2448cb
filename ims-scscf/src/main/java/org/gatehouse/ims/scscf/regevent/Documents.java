package org.gatehouse.ims.scscf.regevent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.State;
import org.gatehouse.ims.scscf.regevent.RegistrationChange.Contact;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told: one registration element for each identity of the implicit set that is
 * not barred, all with the same contacts (TS 24.229 clause 5.4.2.1.2).
 */
final class Documents {
    private Documents() {}

    /** All there is. */
    static RegInfo full(@Nullable Registered now, ImplicitSet set, long version, Instant at) {
        List<Contact> contacts =
                now == null
                        ? List.of()
                        : now.bindings().list().stream()
                                .map(binding ->
                                        new Contact(
                                                binding,
                                                binding.isShortened()
                                                        ? ContactEvent.SHORTENED
                                                        : ContactEvent.REGISTERED))
                                .toList();
        return document(set, now != null, contacts, version, /* full= */ true, at);
    }

    /** What changed. */
    static RegInfo of(RegistrationChange change, long version, Instant at) {
        return change.others()
                ? full(change.now(), change.set(), version, at)
                : document(
                        change.set(),
                        change.now() != null,
                        change.contacts(),
                        version,
                        /* full= */ false,
                        at);
    }

    private static RegInfo document(
            ImplicitSet set,
            boolean active,
            List<Contact> contacts,
            long version,
            boolean full,
            Instant at) {
        List<RegInfo.Contact> elements =
                contacts.stream().map(contact -> element(contact, at)).toList();
        List<RegInfo.Registration> registrations = new ArrayList<>();
        for (String impu : set.associated()) {
            registrations.add(
                    new RegInfo.Registration(
                            impu, id(impu), active ? State.ACTIVE : State.TERMINATED, elements));
        }
        return new RegInfo(version, full, registrations);
    }

    private static RegInfo.Contact element(Contact contact, Instant at) {
        boolean active = contact.isActive();
        return new RegInfo.Contact(
                id(contact.binding().address().text()),
                active ? State.ACTIVE : State.TERMINATED,
                contact.event(),
                contact.binding().address().text(),
                active ? Long.valueOf(contact.binding().secondsLeft(at)) : null,
                null);
    }

    /** "unique across all other id attributes [..]", and the same in each document. */
    private static String id(String uri) {
        return "i" + UUID.nameUUIDFromBytes(uri.getBytes(UTF_8));
    }
}
