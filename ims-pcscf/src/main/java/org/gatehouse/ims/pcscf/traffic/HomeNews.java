package org.gatehouse.ims.pcscf.traffic;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Registration;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.State;
import org.gatehouse.ims.pcscf.registration.Binding;

/**
 * What a reginfo document says of a user's registrations here (TS 24.229 clause 5.2.3).
 *
 * @param ended those that are over: no identity that registered with them is left
 * @param shortened when the rest ends now, if the network took time away
 * @param impus identities that this is about
 */
public record HomeNews(Map<String, Binding> ended, Optional<Instant> shortened, Set<String> impus) {
    public HomeNews {
        ended = Map.copyOf(ended);
        impus = Set.copyOf(impus);
    }

    public static HomeNews of(RegInfo info, Map<String, Binding> bindings, Instant at) {
        Set<String> over = new HashSet<>();
        Set<String> shorter = new HashSet<>();
        long left = 0;
        for (Registration registration : info.registrations()) {
            List<Contact> contacts = registration.contacts();
            String impu = canonical(registration.aor());
            if (registration.state() == State.TERMINATED) {
                over.add(impu);
            } else if (!contacts.isEmpty() && contacts.stream().allMatch(HomeNews::isShortened)) {
                shorter.add(impu);
                for (Contact contact : contacts) {
                    Long expires = contact.expires();
                    left = Math.max(left, expires == null ? 0 : expires);
                }
            }
        }
        Map<String, Binding> ended = new HashMap<>();
        bindings.forEach((impu, binding) -> {
            // a barred identity is in no document; the set goes as one
            if (over.contains(impu) || binding.impus().stream().anyMatch(over::contains)) {
                ended.put(impu, binding);
            }
        });
        return new HomeNews(
                ended,
                shorter.isEmpty() ? Optional.empty() : Optional.of(at.plusSeconds(left)),
                shorter);
    }

    private static boolean isShortened(Contact contact) {
        return contact.event() == ContactEvent.SHORTENED;
    }

    private static String canonical(String aor) {
        try {
            return AddressOfRecord.of(aor);
        } catch (SipParseException e) {
            return aor;
        }
    }
}
