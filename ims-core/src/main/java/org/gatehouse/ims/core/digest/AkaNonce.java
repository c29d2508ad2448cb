package org.gatehouse.ims.core.digest;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The nonce of an AKA challenge: "base64 encoding of the concatenation of the AKA challenge RAND,
 * the AKA AUTN token, and optionally some server specific data" (RFC 3310 clause 3.2).
 */
public final class AkaNonce {
    private static final int RAND_LENGTH = 16;
    private static final int AUTN_LENGTH = 16;
    private static final int LENGTH = RAND_LENGTH + AUTN_LENGTH;

    private final byte[] octets;

    private AkaNonce(byte[] octets) {
        this.octets = octets;
    }

    /** The nonce of a vector. */
    public static String encode(byte[] rand, byte[] autn) {
        if (rand.length != RAND_LENGTH || autn.length != AUTN_LENGTH) {
            throw new IllegalArgumentException(
                    "RAND and AUTN: "
                            + rand.length
                            + " and "
                            + autn.length
                            + " octets (expected: 16 each)");
        }
        byte[] octets = Arrays.copyOf(rand, LENGTH);
        System.arraycopy(autn, 0, octets, RAND_LENGTH, AUTN_LENGTH);
        return Base64.getEncoder().encodeToString(octets);
    }

    /**
     * RAND and AUTN of a nonce; server specific data after them is left aside.
     *
     * @return empty if it is not base64 of at least 32 octets
     */
    public static Optional<AkaNonce> decode(String nonce) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return octets.length < LENGTH ? Optional.empty() : Optional.of(new AkaNonce(octets));
    }

    public byte[] rand() {
        return Arrays.copyOf(octets, RAND_LENGTH);
    }

    public byte[] autn() {
        return Arrays.copyOfRange(octets, RAND_LENGTH, LENGTH);
    }
}
