package org.gatehouse.ims.ue.message;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.SipUri;
import org.jspecify.annotations.Nullable;

/** The time a 200 to REGISTER grants. */
public final class Grant {
    /** "All implementations MUST be able to handle values up to (2**32)-1" (RFC 3261 20.19). */
    private static final long LONGEST_SECONDS = 0xFFFF_FFFFL;

    private Grant() {}

    /**
     * "The 200 (OK) response from the registrar contains a list of Contact fields enumerating all
     * current bindings. The UA compares each contact address to see if it created the contact
     * address" (RFC 3261 clause 10.2.4). Without an expires there the Expires header field counts,
     * and without that what was asked for.
     */
    public static Duration of(SipResponse response, InetSocketAddress own, Duration asked) {
        try {
            List<NameAddress> contacts = response.contacts();
            for (NameAddress contact : contacts) {
                Long seconds = seconds(contact.params().get("expires"));
                if (seconds != null && (contacts.size() == 1 || isOurs(contact, own))) {
                    return Duration.ofSeconds(seconds);
                }
            }
            OptionalLong expires = response.expires();
            return expires.isPresent() ? Duration.ofSeconds(expires.getAsLong()) : asked;
        } catch (SipParseException e) {
            return asked;
        }
    }

    /** Delta-seconds, or null if it is none. */
    public static @Nullable Long seconds(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 10) {
            return null;
        }
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return Math.min(Long.parseLong(text), LONGEST_SECONDS);
    }

    private static boolean isOurs(NameAddress contact, InetSocketAddress own) {
        try {
            SipUri uri = contact.sipUri();
            return uri.port() == own.getPort() && HostPort.names(uri.host(), own.getAddress());
        } catch (SipParseException e) {
            return false;
        }
    }
}
