package org.gatehouse.ims.pcscf.register;

import org.gatehouse.ims.core.digest.DigestCredentials;
import org.jspecify.annotations.Nullable;

/** What the Authorization of a REGISTER says to a challenge (RFC 3310). */
public sealed interface AuthAnswer {
    /** SM1: no nonce, or no Authorization at all. */
    record None() implements AuthAnswer {}

    /** SM7: an authentication response. */
    record Response(String nonce) implements AuthAnswer {}

    /** The sequence number was out of range: AUTS is there (TS 33.203 clause 6.1.3). */
    record Resynchronisation(String nonce) implements AuthAnswer {}

    /** A nonce and no response: the UE could not authenticate the network (clause 6.1.2.2). */
    record Empty(String nonce) implements AuthAnswer {}

    static AuthAnswer of(@Nullable DigestCredentials credentials) {
        if (credentials == null) {
            return new None();
        }
        if (credentials.auts() != null) {
            return new Resynchronisation(credentials.nonce());
        }
        if (!credentials.response().isEmpty()) {
            return new Response(credentials.nonce());
        }
        return credentials.nonce().isEmpty() ? new None() : new Empty(credentials.nonce());
    }

    /** Whether this says that a challenge of that nonce failed at the UE. */
    default boolean reportsFailureOf(String challenge) {
        return switch (this) {
            case None none -> false;
            case Response response -> false;
            case Resynchronisation sync -> sync.nonce().equals(challenge);
            case Empty empty -> empty.nonce().equals(challenge);
        };
    }

    /** Whether this is a response to a challenge of that nonce. */
    default boolean answers(String challenge) {
        return this instanceof Response response && response.nonce().equals(challenge);
    }
}
