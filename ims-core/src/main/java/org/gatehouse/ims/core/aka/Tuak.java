package org.gatehouse.ims.core.aka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * TUAK (TS 35.231): Keccak-f[1600] over TOPc, the inputs and the key. The specification numbers
 * bits from the last octet of each value, so every value goes in, and comes out, with its octets
 * reversed.
 */
public final class Tuak implements AkaAlgorithm {
    /** Octets of TOP and TOPc. */
    public static final int TOP_LENGTH = 32;

    private static final int RAND_LENGTH = 16;
    private static final int SHORT_KEY = 16;
    private static final int LONG_KEY = 32;
    private static final byte[] ALGONAME = "TUAK1.0".getBytes(US_ASCII);

    /** Where each input stands in IN. */
    private static final int INSTANCE_AT = 32;

    private static final int ALGONAME_AT = 33;
    private static final int RAND_AT = 40;
    private static final int AMF_AT = 56;
    private static final int SQN_AT = 58;
    private static final int KEY_AT = 64;

    /** Bits 768 to 772 and 1087 of IN are ones: as the padding of SHAKE256. */
    private static final int PADDING_AT = 96;

    private static final int LAST_PADDING_AT = 135;

    /** Where each output of f2 to f5 stands in OUT; f1 and TOPc stand at 0, f5* as f5. */
    private static final int CK_AT = 32;

    private static final int IK_AT = 64;
    private static final int AK_AT = 96;

    /** The first two bits of INSTANCE. */
    private static final int F1 = 0;

    private static final int F1_STAR = 0x80;
    private static final int F2_TO_F5 = 0x40;
    private static final int F5_STAR = 0xC0;

    private static final byte[] NO_RAND = new byte[RAND_LENGTH];
    private static final byte[] NO_AMF = new byte[2];

    private final byte[] key;
    private final byte[] topc;
    private final Sizes sizes;

    /**
     * Lengths in bits, and how often the permutation is applied.
     *
     * @param mac 64, 128 or 256; AUTN and AUTS have room for 64
     * @param res 32, 64, 128 or 256; an authentication vector takes up to 128
     * @param ck 128 or 256; IMS uses 128
     * @param ik 128 or 256; IMS uses 128
     * @param iterations 1 or more, the operator's choice, the same for each subscriber of a card
     *     batch
     */
    public record Sizes(int mac, int res, int ck, int ik, int iterations) {
        /** What authentication vectors of TS 33.203 take, with the RES of Milenage. */
        public static final Sizes IMS = new Sizes(64, 64, 128, 128, 1);

        /** A card takes milliseconds an iteration; more than this is a mistake in typing. */
        private static final int MOST_ITERATIONS = 255;

        public Sizes {
            require("MAC", mac, 64, 128, 256);
            require("RES", res, 32, 64, 128, 256);
            require("CK", ck, 128, 256);
            require("IK", ik, 128, 256);
            if (iterations < 1 || iterations > MOST_ITERATIONS) {
                throw new IllegalArgumentException(
                        "Keccak iterations: " + iterations + " (expected: 1 to 255)");
            }
        }

        private static void require(String name, int bits, int... allowed) {
            if (Arrays.stream(allowed).noneMatch(size -> size == bits)) {
                throw new IllegalArgumentException(
                        name + ": " + bits + " bits (expected: " + Arrays.toString(allowed) + ")");
            }
        }
    }

    /**
     * @param k 16 or 32 octets
     * @param topc 32 octets, see {@link #topc}
     */
    public Tuak(byte[] k, byte[] topc, Sizes sizes) {
        this.key = requireKey(k).clone();
        this.topc = Octets.require("TOPc", topc, TOP_LENGTH).clone();
        this.sizes = sizes;
    }

    /**
     * TOPc of a key (TS 35.231 clause 6.1): the permutation over TOP and the key alone.
     *
     * @param k 16 or 32 octets
     * @param top 32 octets
     * @param iterations as in {@link Sizes}
     */
    public static byte[] topc(byte[] k, byte[] top, int iterations) {
        requireKey(k);
        Octets.require("TOP", top, TOP_LENGTH);
        byte[] out = run(top, keyBit(k), NO_RAND, 0, NO_AMF, k, iterations);
        return take(out, 0, TOP_LENGTH);
    }

    @Override
    public AkaOutputs outputs(byte[] rand, long sqn, byte[] amf) {
        Octets.require("RAND", rand, RAND_LENGTH);
        Octets.require("AMF", amf, 2);
        Octets.requireSqn(sqn);
        int macLength = sizes.mac() / 8;
        int macBits = (sizes.mac() / 64) << 3;
        byte[] f1 = run(F1 | macBits, rand, sqn, amf);
        byte[] f1Star = run(F1_STAR | macBits, rand, sqn, amf);
        byte[] f2 = run(F2_TO_F5 | f2Bits(), rand, 0, NO_AMF);
        return new AkaOutputs(
                take(f1, 0, macLength),
                take(f1Star, 0, macLength),
                take(f2, 0, sizes.res() / 8),
                take(f2, CK_AT, sizes.ck() / 8),
                take(f2, IK_AT, sizes.ik() / 8),
                ak(f2),
                resynchronisationKey(rand));
    }

    @Override
    public long anonymityKey(byte[] rand) {
        Octets.require("RAND", rand, RAND_LENGTH);
        return ak(run(F2_TO_F5 | f2Bits(), rand, 0, NO_AMF));
    }

    @Override
    public long resynchronisationKey(byte[] rand) {
        Octets.require("RAND", rand, RAND_LENGTH);
        return ak(run(F5_STAR, rand, 0, NO_AMF));
    }

    @Override
    public String toString() {
        return "Tuak[masked]";
    }

    /** Bits 2 to 4 of INSTANCE say the size of RES, 5 that of CK, 6 that of IK. */
    private int f2Bits() {
        return ((sizes.res() / 64) << 3)
                | (sizes.ck() == 256 ? 0x04 : 0)
                | (sizes.ik() == 256 ? 0x02 : 0);
    }

    private byte[] run(int instance, byte[] rand, long sqn, byte[] amf) {
        return run(topc, instance | keyBit(key), rand, sqn, amf, key, sizes.iterations());
    }

    private static byte[] run(
            byte[] top, int instance, byte[] rand, long sqn, byte[] amf, byte[] k, int iterations) {
        byte[] state = new byte[Keccak.STATE];
        byte[] number = new byte[Octets.SQN_LENGTH];
        Octets.write48(sqn, number, 0);
        put(state, 0, top);
        state[INSTANCE_AT] = (byte) instance;
        put(state, ALGONAME_AT, ALGONAME);
        put(state, RAND_AT, rand);
        put(state, AMF_AT, amf);
        put(state, SQN_AT, number);
        put(state, KEY_AT, k);
        state[PADDING_AT] = 0x1F;
        state[LAST_PADDING_AT] = (byte) 0x80;
        for (int i = 0; i < iterations; i++) {
            Keccak.permute(state);
        }
        return state;
    }

    /** Bit 7 of INSTANCE: whether the key has 256 bits. */
    private static int keyBit(byte[] k) {
        return k.length == LONG_KEY ? 1 : 0;
    }

    private static long ak(byte[] out) {
        return Octets.read48(take(out, AK_AT, Octets.SQN_LENGTH), 0);
    }

    private static void put(byte[] state, int offset, byte[] value) {
        for (int i = 0; i < value.length; i++) {
            state[offset + i] = value[value.length - 1 - i];
        }
    }

    private static byte[] take(byte[] out, int offset, int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = out[offset + length - 1 - i];
        }
        return value;
    }

    private static byte[] requireKey(byte[] k) {
        if (k.length != SHORT_KEY && k.length != LONG_KEY) {
            throw new IllegalArgumentException("K: " + k.length + " octets (expected: 16 or 32)");
        }
        return k;
    }
}
