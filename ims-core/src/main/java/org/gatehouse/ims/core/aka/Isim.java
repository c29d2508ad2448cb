package org.gatehouse.ims.core.aka;

/**
 * The card's side of AKA. The key stays inside: "the long-term key never leaves the ISIM" (TS
 * 33.203 clause 4). Not thread-safe. A card behind a reader blocks and is called off the shards; a
 * {@link SoftIsim} does not.
 */
public interface Isim {
    /**
     * Checks a challenge, and answers it if it is from the home network and fresh.
     *
     * @param rand 16 octets
     * @param autn 16 octets
     */
    Result authenticate(byte[] rand, byte[] autn);

    /** Whether an answer may take seconds: then the card is asked off the shards. */
    default boolean isSlow() {
        return false;
    }

    /** How the card takes a challenge. The arrays belong to whoever gets the result. */
    sealed interface Result {
        /** The network is authentic and the challenge fresh: RES, CK and IK. */
        record Accepted(byte[] res, byte[] ck, byte[] ik) implements Result {
            @Override
            public String toString() {
                return "Accepted[masked]";
            }
        }

        /** XMAC is not MAC: the network is told that it failed, and no more. */
        record MacFailure() implements Result {}

        /** The MAC is right, and SQN is not in the correct range: AUTS, 14 octets. */
        record SyncFailure(byte[] auts) implements Result {}
    }
}
