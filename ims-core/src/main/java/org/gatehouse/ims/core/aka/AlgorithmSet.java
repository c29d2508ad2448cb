package org.gatehouse.ims.core.aka;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which algorithms a subscriber's card and AuC use for f1 to f5*, and what they are made of. */
public enum AlgorithmSet {
    /** TS 35.206: K of 16 octets, OPc of 16 octets. */
    MILENAGE(16, 16) {
        @Override
        public byte[] derive(byte[] k, byte[] op) {
            return Milenage.opc(k, op);
        }

        @Override
        public AkaAlgorithm of(byte[] k, byte[] opc) {
            return new Milenage(k, opc);
        }
    },

    /** TS 35.231 with the sizes of IMS and one iteration: K of 16 or 32 octets, TOPc of 32. */
    TUAK(32, Tuak.TOP_LENGTH) {
        @Override
        public byte[] derive(byte[] k, byte[] op) {
            return Tuak.topc(k, op, Tuak.Sizes.IMS.iterations());
        }

        @Override
        public AkaAlgorithm of(byte[] k, byte[] opc) {
            return new Tuak(k, opc, Tuak.Sizes.IMS);
        }
    },

    /** TS 34.108, of test USIMs: K of 16 octets and nothing else. */
    XOR(16, 0) {
        @Override
        public byte[] derive(byte[] k, byte[] op) {
            return Octets.require("OP", op, 0);
        }

        @Override
        public AkaAlgorithm of(byte[] k, byte[] opc) {
            Octets.require("OPc", opc, 0);
            return new XorTestAlgorithm(k);
        }
    };

    private static final int USUAL_KEY = 16;

    private final int longestKey;
    private final int operatorLength;

    AlgorithmSet(int longestKey, int operatorLength) {
        this.longestKey = longestKey;
        this.operatorLength = operatorLength;
    }

    /** The set of this name, in any case of letters. */
    public static Optional<AlgorithmSet> ofToken(String token) {
        return Arrays.stream(values()).filter(s -> s.token().equalsIgnoreCase(token)).findFirst();
    }

    /** Its name in files and options: milenage, tuak, xor. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether K may have so many octets. */
    public boolean takesKeyOf(int octets) {
        return octets == USUAL_KEY || octets == longestKey;
    }

    /** Octets of OP and OPc, TOP and TOPc; 0 where there is no such thing. */
    public int operatorLength() {
        return operatorLength;
    }

    /** OPc or TOPc of a subscriber, from the operator's OP or TOP. */
    public abstract byte[] derive(byte[] k, byte[] op);

    /**
     * The functions of one subscriber.
     *
     * @param opc OPc, TOPc, or no octets
     */
    public abstract AkaAlgorithm of(byte[] k, byte[] opc);
}
