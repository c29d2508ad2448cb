package org.gatehouse.ims.pcscf.traffic;

import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * User part of the own Path and Record-Route URIs: names the registration that a request of the
 * core is for, and the shard where it lives. Nobody can guess one of a user.
 */
public final class UserToken {
    private static final String PREFIX = "ue";
    private static final int MAX_INDEX_DIGITS = 4;

    private UserToken() {}

    /**
     * A new one.
     *
     * @param random unlike any other
     */
    public static String make(int shard, String random) {
        return PREFIX + shard + "-" + random;
    }

    /** The token in the topmost Route of a request; empty if that is no URI of ours. */
    public static Optional<String> of(SipRequest request) {
        return request.headerValues("Route").stream()
                .findFirst()
                .flatMap(UserToken::in)
                .filter(token -> shardOf(token).isPresent());
    }

    /** The same in the Request-URI of a request for this P-CSCF itself, which has no Route. */
    public static Optional<String> ofRequestUri(SipRequest request) {
        return request.hasHeader("Route")
                ? Optional.empty()
                : in("<" + request.requestUri() + ">").filter(token -> shardOf(token).isPresent());
    }

    /** Whether a value of Route or Record-Route has this token. */
    static boolean isIn(String value, String token) {
        return in(value).filter(token::equals).isPresent();
    }

    private static Optional<String> in(String value) {
        try {
            return Optional.ofNullable(NameAddress.parse(value).sipUri().user());
        } catch (SipParseException noAddress) {
            return Optional.empty();
        }
    }

    /** The shard in a token; a peer can write any number there. */
    public static OptionalInt shardOf(String token) {
        int dash = token.indexOf('-');
        int digits = dash - PREFIX.length();
        if (!token.startsWith(PREFIX) || digits < 1 || digits > MAX_INDEX_DIGITS) {
            return OptionalInt.empty();
        }
        int shard = 0;
        for (int i = PREFIX.length(); i < dash; i++) {
            int digit = token.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalInt.empty();
            }
            shard = shard * 10 + digit;
        }
        return OptionalInt.of(shard);
    }
}
