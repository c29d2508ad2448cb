package org.gatehouse.ims.core.aka;

/**
 * The functions f1 to f5* of TS 33.102 clause 6.3 for one subscriber: the key is inside, and no
 * method gives it away. Implementations may be used from any thread.
 */
public interface AkaAlgorithm {
    /**
     * All functions at once.
     *
     * @param rand 16 octets
     * @param sqn 48 bits
     * @param amf 2 octets
     */
    AkaOutputs outputs(byte[] rand, long sqn, byte[] amf);

    /** f5: the anonymity key AK, 48 bits, that conceals SQN in AUTN. */
    long anonymityKey(byte[] rand);

    /** f5*: the anonymity key AK*, 48 bits, that conceals SQN_MS in AUTS. */
    long resynchronisationKey(byte[] rand);
}
