package org.gatehouse.ims.scscf.register;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.Parameters;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;
import org.jspecify.annotations.Nullable;

/**
 * The URI of a Contact, as bindings are told apart (RFC 3261 clause 19.1.4).
 *
 * @param text URI as received
 * @param sip the URI read, or null for one that is no SIP URI: such are compared as text
 */
public record ContactAddress(String text, @Nullable SipUri sip) {
    /** "A URI including one of these does not match a URI omitting it." */
    private static final List<String> NEVER_IGNORED =
            List.of("transport", "user", "ttl", "method", "maddr");

    /** Reads the URI of a Contact. */
    static ContactAddress of(NameAddress contact) throws SipParseException {
        String scheme = contact.uri().toLowerCase(Locale.ROOT);
        boolean isSip = scheme.startsWith("sip:") || scheme.startsWith("sips:");
        return new ContactAddress(contact.uri(), isSip ? contact.sipUri() : null);
    }

    /** Whether both name the same binding. */
    public boolean matches(ContactAddress other) {
        SipUri mine = sip;
        SipUri its = other.sip;
        if (mine == null || its == null) {
            return text.equals(other.text);
        }
        return mine.scheme().equalsIgnoreCase(its.scheme())
                && Objects.equals(mine.user(), its.user())
                && AddressOfRecord.host(mine.host()).equals(AddressOfRecord.host(its.host()))
                && mine.port() == its.port()
                && Objects.equals(mine.headers(), its.headers())
                && parametersMatch(mine.params(), its.params());
    }

    private static boolean parametersMatch(Parameters mine, Parameters its) {
        return Stream.of(mine, its)
                .flatMap(all -> all.list().stream())
                .map(Parameters.Parameter::name)
                .allMatch(name -> parameterMatches(name, mine, its));
    }

    /** "Any uri-parameter appearing in both URIs must match"; most that are in one are ignored. */
    private static boolean parameterMatches(String name, Parameters mine, Parameters its) {
        if (mine.has(name) && its.has(name)) {
            return orEmpty(mine.get(name)).equalsIgnoreCase(orEmpty(its.get(name)));
        }
        return NEVER_IGNORED.stream().noneMatch(name::equalsIgnoreCase);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
