package org.gatehouse.ims.core.aka;

import java.util.Arrays;

/**
 * The authentication algorithm of test USIMs (TS 34.108 clause 8.1.2.1). It hides nothing: RES and
 * RAND give K away. For conformance testers only.
 */
public final class XorTestAlgorithm implements AkaAlgorithm {
    private static final int LENGTH = 16;
    private static final int MAC_LENGTH = 8;

    /** AK is octets 3 to 8 of XDOUT. */
    private static final int AK_AT = 3;

    private final byte[] key;
    private final int resLength;

    /**
     * @param k 16 octets
     * @param resLength octets of RES, 4 to 16
     */
    public XorTestAlgorithm(byte[] k, int resLength) {
        this.key = Octets.require("K", k, LENGTH).clone();
        if (resLength < AuthenticationVector.SHORTEST_RES
                || resLength > AuthenticationVector.LONGEST_RES) {
            throw new IllegalArgumentException("RES: " + resLength + " octets (expected: 4 to 16)");
        }
        this.resLength = resLength;
    }

    /** With a RES of 128 bits, as test equipment sets it. */
    public XorTestAlgorithm(byte[] k) {
        this(k, LENGTH);
    }

    @Override
    public AkaOutputs outputs(byte[] rand, long sqn, byte[] amf) {
        byte[] xdout = xdout(rand);
        byte[] mac = mac(xdout, Octets.requireSqn(sqn), Octets.require("AMF", amf, 2));
        long ak = Octets.read48(xdout, AK_AT);
        return new AkaOutputs(
                mac,
                mac,
                Arrays.copyOf(xdout, resLength),
                rotated(xdout, 1),
                rotated(xdout, 2),
                ak,
                ak);
    }

    @Override
    public long anonymityKey(byte[] rand) {
        return Octets.read48(xdout(rand), AK_AT);
    }

    /** "f5* = f5": the same key conceals SQN_MS. */
    @Override
    public long resynchronisationKey(byte[] rand) {
        return anonymityKey(rand);
    }

    @Override
    public String toString() {
        return "XorTestAlgorithm[masked]";
    }

    /** "XDOUT = K xor RAND". */
    private byte[] xdout(byte[] rand) {
        byte[] xdout = Octets.require("RAND", rand, LENGTH).clone();
        for (int i = 0; i < LENGTH; i++) {
            xdout[i] ^= key[i];
        }
        return xdout;
    }

    /** "CDOUT = SQN || AMF; XMAC = XDOUT[0..63] xor CDOUT". */
    private static byte[] mac(byte[] xdout, long sqn, byte[] amf) {
        byte[] mac = new byte[MAC_LENGTH];
        Octets.write48(sqn, mac, 0);
        System.arraycopy(amf, 0, mac, Octets.SQN_LENGTH, 2);
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac[i] ^= xdout[i];
        }
        return mac;
    }

    /** XDOUT from an octet on, and what stood before it behind. */
    private static byte[] rotated(byte[] xdout, int octets) {
        byte[] result = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            result[i] = xdout[(i + octets) % LENGTH];
        }
        return result;
    }
}
