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
 */
public record Binding(
        ContactAddress address,
        String contact,
        List<String> path,
        String callId,
        long cseq,
        Instant refreshedAt,
        Instant expiresAt) {
    public Binding {
        path = List.copyOf(path);
    }

    boolean hasExpired(Instant at) {
        return !at.isBefore(expiresAt);
    }

    /** Seconds left, rounded up: what was granted a moment ago is told in full. */
    public long secondsLeft(Instant at) {
        return Math.max(0, Duration.between(at, expiresAt).plusNanos(999_999_999).toSeconds());
    }
}
