package org.gatehouse.ims.core.aka;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;

/** The resynchronisation token AUTS (TS 33.102 clauses 6.3.3 and 6.3.5). */
public final class Auts {
    public static final int LENGTH = 14;

    /** "The AMF used to calculate MAC-S assumes a dummy value of all zeros" (clause 6.3.3). */
    private static final byte[] DUMMY_AMF = new byte[2];

    private Auts() {}

    /** The UE's side: "AUTS = Conc(SQN_MS) || MAC-S". */
    public static byte[] make(AkaAlgorithm algorithm, byte[] rand, long sqnMs) {
        AkaOutputs outputs = algorithm.outputs(rand, sqnMs, DUMMY_AMF);
        byte[] auts = new byte[LENGTH];
        Octets.write48(sqnMs ^ outputs.akStar(), auts, 0);
        System.arraycopy(outputs.macS(), 0, auts, Octets.SQN_LENGTH, 8);
        return auts;
    }

    /**
     * The AuC's side, in constant time.
     *
     * @param auts as received, of any length
     * @return SQN_MS, or empty if the token is not of the holder of the key for this RAND
     */
    public static OptionalLong verify(AkaAlgorithm algorithm, byte[] rand, byte[] auts) {
        if (auts.length != LENGTH) {
            return OptionalLong.empty();
        }
        long sqnMs = Octets.read48(auts, 0) ^ algorithm.resynchronisationKey(rand);
        byte[] expected = algorithm.outputs(rand, sqnMs, DUMMY_AMF).macS();
        byte[] received = Arrays.copyOfRange(auts, Octets.SQN_LENGTH, LENGTH);
        return MessageDigest.isEqual(expected, received)
                ? OptionalLong.of(sqnMs)
                : OptionalLong.empty();
    }
}
