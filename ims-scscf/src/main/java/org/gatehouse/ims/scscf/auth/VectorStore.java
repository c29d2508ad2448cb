package org.gatehouse.ims.scscf.auth;

import java.util.List;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one IMPI that wait for use. "Authentication vectors in a particular S-CSCF are used on
 * a first-in / first-out basis" (TS 33.203 clause 6.1.1); taking one leaves a store without it, so
 * none is used twice.
 */
public final class VectorStore {
    /**
     * Vectors kept of one answer: an HSS that sends more than {@link AuthPolicy#MAX_BATCH} errs.
     */
    static final int CAPACITY = 32;

    public static final VectorStore EMPTY = new VectorStore(List.of());

    private final List<AuthenticationVector> vectors;

    private VectorStore(List<AuthenticationVector> vectors) {
        this.vectors = vectors;
    }

    /** A store of what the HSS sent, in its order. */
    public static VectorStore of(List<AuthenticationVector> vectors) {
        return new VectorStore(List.copyOf(vectors.subList(0, Math.min(CAPACITY, vectors.size()))));
    }

    public int size() {
        return vectors.size();
    }

    /** Takes the oldest vector out, or null if there is none. */
    public @Nullable Taken take() {
        return vectors.isEmpty()
                ? null
                : new Taken(
                        vectors.getFirst(), new VectorStore(vectors.subList(1, vectors.size())));
    }

    /** One vector, and the store without it. */
    public record Taken(AuthenticationVector vector, VectorStore rest) {}

    @Override
    public String toString() {
        return "VectorStore[" + vectors.size() + "]";
    }
}
