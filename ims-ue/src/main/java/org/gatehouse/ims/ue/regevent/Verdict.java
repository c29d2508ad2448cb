package org.gatehouse.ims.ue.regevent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;
import org.jspecify.annotations.Nullable;

/** What a document asks of this UE. */
public sealed interface Verdict {
    /** Pause before a registration in probation where the network names none. */
    Duration PROBATION = Duration.ofSeconds(60);

    /** Nothing. */
    record Stay() implements Verdict {}

    /** "The UE shall initiate the re-registration" (TS 33.203 clause 6.1.4). */
    record Reregister() implements Verdict {}

    /**
     * The network ended the registration.
     *
     * @param again when to register anew; null: not
     */
    record Ended(ContactEvent why, @Nullable Duration again) implements Verdict {}

    /**
     * Reads it. A UE is deregistered when all its identities are: its contact in one registration
     * of several that is active keeps it.
     *
     * @param own addresses of its contact
     */
    static Verdict of(RegInfo info, Set<InetSocketAddress> own) {
        List<Contact> mine =
                info.registrations().stream()
                        .flatMap(registration -> registration.contacts().stream())
                        .filter(contact ->
                                NextHop.of(contact.uri()).filter(own::contains).isPresent())
                        .toList();
        Optional<Contact> active = mine.stream().filter(Contact::isActive).findFirst();
        if (active.isPresent()) {
            return active.get().event() == ContactEvent.SHORTENED ? new Reregister() : new Stay();
        }
        return mine.isEmpty() ? new Stay() : ended(mine.getFirst());
    }

    private static Verdict ended(Contact contact) {
        Long wanted = contact.retryAfter();
        Duration again =
                switch (contact.event()) {
                    // "the UE shall start the initial registration procedure"
                    case DEACTIVATED, EXPIRED -> Duration.ZERO;
                    case PROBATION -> wanted == null ? PROBATION : Duration.ofSeconds(wanted);
                    default -> null;
                };
        return new Ended(contact.event(), again);
    }
}
