package org.gatehouse.ims.core.secagree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the P-CSCF encrypts (TS 33.203 clause 5.1.3: "The P-CSCF shall decide whether to apply
 * confidentiality"; clause 7.2).
 */
public enum ConfidentialityPolicy {
    /** Never; no encryption algorithm is listed in SM6 then. */
    NEVER("never"),
    /** Whenever the UE supports it. */
    WHEN_SUPPORTED("when-supported"),
    /** A UE without encryption is refused. */
    REQUIRED("required");

    private final String token;

    ConfidentialityPolicy(String token) {
        this.token = token;
    }

    /** The value in a configuration. */
    public String token() {
        return token;
    }

    public static Optional<ConfidentialityPolicy> ofToken(String token) {
        for (ConfidentialityPolicy policy : values()) {
            if (policy.token.equalsIgnoreCase(token)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /**
     * The combinations that the P-CSCF may take, first choice first. "Release 6 algorithms shall
     * have higher priority than Release 5 algorithms" (clause M.7.2): those with encryption come
     * before those without; apart from that the order is the operator's.
     */
    public List<AlgorithmPair> effectiveOrder(List<AlgorithmPair> ownOrder) {
        List<AlgorithmPair> effective = new ArrayList<>();
        if (this == NEVER) {
            for (AlgorithmPair pair : ownOrder) {
                addOnce(effective, new AlgorithmPair(pair.integrity(), EncryptionAlgorithm.NULL));
            }
            return List.copyOf(effective);
        }
        for (AlgorithmPair pair : ownOrder) {
            if (pair.encrypts()) {
                addOnce(effective, pair);
            }
        }
        for (AlgorithmPair pair : ownOrder) {
            if (!pair.encrypts() && this == WHEN_SUPPORTED) {
                addOnce(effective, pair);
            }
        }
        return List.copyOf(effective);
    }

    private static void addOnce(List<AlgorithmPair> pairs, AlgorithmPair pair) {
        if (!pairs.contains(pair)) {
            pairs.add(pair);
        }
    }
}
