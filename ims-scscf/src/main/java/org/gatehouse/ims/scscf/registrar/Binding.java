package org.gatehouse.ims.scscf.registrar;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.scscf.register.ContactAddress;

/**
 * One contact under which the identities of an implicit set are reached.
 *
 * @param contact Contact value as received, without expires
 * @param path Path as received: the way to the contact, kept for requests to the user
 * @param refreshedAt when the last REGISTER for it was accepted
 * @param grantedUntil what that REGISTER was granted
 * @param expiresAt when it ends: then, or earlier if the network took time away
 */
public record Binding(
        ContactAddress address,
        String contact,
        List<String> path,
        String callId,
        long cseq,
        Instant refreshedAt,
        Instant grantedUntil,
        Instant expiresAt) {
    public Binding {
        path = List.copyOf(path);
    }

    /** The same with no more time than until then, and never more than was granted. */
    Binding endingAt(Instant wanted) {
        Instant end = wanted.isBefore(grantedUntil) ? wanted : grantedUntil;
        return new Binding(address, contact, path, callId, cseq, refreshedAt, grantedUntil, end);
    }

    /** Whether the network took time away. */
    public boolean isShortened() {
        return expiresAt.isBefore(grantedUntil);
    }

    public boolean hasExpired(Instant at) {
        return !at.isBefore(expiresAt);
    }

    /** Seconds left, rounded up: what was granted a moment ago is told in full. */
    public long secondsLeft(Instant at) {
        return Math.max(0, Duration.between(at, expiresAt).plusNanos(999_999_999).toSeconds());
    }
}
