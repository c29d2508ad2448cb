package org.gatehouse.ims.hss.subscriber;

import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;

/**
 * A subscription as it is provisioned: one private identity, its key, and its public identities.
 *
 * @param impi private identity, a NAI
 * @param sets implicit registration sets: registering one identity of a set registers all of it
 */
public record Subscriber(String impi, SubscriberKey key, List<ImplicitSet> sets) {
    public Subscriber {
        sets = List.copyOf(sets);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException(
                    impi + ": no public identity (expected: at least one)");
        }
    }

    /** The implicit registration set that holds a public identity. */
    public OptionalInt setOf(String impu) {
        String wanted = Impu.canonical(impu);
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).holds(wanted)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Identities that are registered together (TS 23.228 clause 4.3.3.4).
     *
     * @param identities in the order in which they are told to the S-CSCF; canonical
     */
    public record ImplicitSet(List<Identity> identities) {
        public ImplicitSet {
            identities =
                    identities.stream()
                            .map(i -> new Identity(Impu.canonical(i.impu()), i.barred()))
                            .toList();
            if (identities.isEmpty()) {
                throw new IllegalArgumentException("an empty implicit set (expected: an IMPU)");
            }
        }

        /** A set of identities that may all be used. */
        public static ImplicitSet of(String... impus) {
            return new ImplicitSet(
                    List.of(impus).stream().map(impu -> new Identity(impu, false)).toList());
        }

        /** Whether there is an identity that may be used after registration. */
        public boolean isUsable() {
            return identities.stream().anyMatch(i -> !i.barred());
        }

        private boolean holds(String canonical) {
            return identities.stream().anyMatch(i -> i.impu().equals(canonical));
        }
    }
}
