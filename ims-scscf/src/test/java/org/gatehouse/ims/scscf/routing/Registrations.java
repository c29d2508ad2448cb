package org.gatehouse.ims.scscf.routing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.scscf.register.ContactAddress;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.Bindings;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;
import org.gatehouse.ims.scscf.registrar.RegistrarState;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;

/** Registrations as the registrar would publish them. */
final class Registrations {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Registrations() {}

    static Registered registered(String impi, List<Identity> identities, Binding... bindings) {
        Set<String> members = identities.stream().map(Identity::impu).collect(Collectors.toSet());
        return new Registered(
                new ImplicitSet(
                        impi,
                        identities.getFirst().impu(),
                        UserProfile.of(impi, identities),
                        members),
                new Bindings(Arrays.asList(bindings)));
    }

    static Binding contact(String uri, String path, Instant refreshed) {
        try {
            return new Binding(
                    new ContactAddress(uri, SipUri.parse(uri)),
                    "<" + uri + ">",
                    path.isEmpty() ? List.of() : List.of(path),
                    "call",
                    1,
                    refreshed,
                    refreshed.plusSeconds(3600),
                    refreshed.plusSeconds(3600));
        } catch (SipParseException e) {
            throw new AssertionError(e);
        }
    }

    static Directory directory(Registered... all) {
        Directory directory = new Directory();
        for (Registered one : all) {
            directory.update(List.of(), List.<RegistrarState>of(one));
        }
        return directory;
    }
}
