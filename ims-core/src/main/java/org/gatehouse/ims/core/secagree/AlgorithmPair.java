package org.gatehouse.ims.core.secagree;

/** A combination of integrity and encryption algorithm, written {@code alg/ealg}. */
public record AlgorithmPair(IntegrityAlgorithm integrity, EncryptionAlgorithm encryption) {
    /**
     * Reads {@code hmac-sha-1-96/aes-cbc}, in any case.
     *
     * @throws IllegalArgumentException if it is none of the combinations, saying what is expected
     */
    public static AlgorithmPair parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length == 2) {
            var integrity = IntegrityAlgorithm.ofToken(parts[0]);
            var encryption = EncryptionAlgorithm.ofToken(parts[1]);
            if (integrity.isPresent() && encryption.isPresent()) {
                return new AlgorithmPair(integrity.get(), encryption.get());
            }
        }
        throw new IllegalArgumentException(
                "algorithms: '"
                        + text
                        + "' (expected: hmac-md5-96 or hmac-sha-1-96, a slash, and null, aes-cbc or"
                        + " des-ede3-cbc)");
    }

    /** Whether this combination hides the content. */
    public boolean encrypts() {
        return encryption != EncryptionAlgorithm.NULL;
    }

    @Override
    public String toString() {
        return integrity.token() + "/" + encryption.token();
    }
}
