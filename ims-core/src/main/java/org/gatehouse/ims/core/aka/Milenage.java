package org.gatehouse.ims.core.aka;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * MILENAGE (TS 35.206) with AES-128 as the kernel and the constants c1..c5, r1..r5 of its clause
 * 4.1: six block encryptions for all functions.
 */
public final class Milenage implements AkaAlgorithm {
    private static final int BLOCK = 16;

    /** Where each function's block stands in one run: OUT1 (f1, f1*), OUT2 (f2, f5), OUT3.. */
    private static final int OUT1 = 0;

    private static final int OUT2 = BLOCK;
    private static final int OUT3 = 2 * BLOCK;
    private static final int OUT4 = 3 * BLOCK;
    private static final int OUT5 = 4 * BLOCK;
    private static final int ALL_BLOCKS = 5 * BLOCK;

    /** Cipher objects are costly to make and not thread-safe: one a thread, keyed at each use. */
    private static final ThreadLocal<Cipher> AES = ThreadLocal.withInitial(Milenage::newAes);

    private final SecretKeySpec key;
    private final byte[] opc;

    /**
     * @param k 16 octets
     * @param opc 16 octets, see {@link #opc}
     */
    public Milenage(byte[] k, byte[] opc) {
        this.key = new SecretKeySpec(Octets.require("K", k, BLOCK), "AES");
        this.opc = Octets.require("OPc", opc, BLOCK).clone();
    }

    /** "OPc = OP xor E[OP]K" (TS 35.206 clause 4.1). */
    public static byte[] opc(byte[] k, byte[] op) {
        Octets.require("OP", op, BLOCK);
        Cipher aes = keyed(new SecretKeySpec(Octets.require("K", k, BLOCK), "AES"));
        byte[] opc = encrypt(aes, op);
        xor(opc, 0, op);
        return opc;
    }

    @Override
    public AkaOutputs outputs(byte[] rand, long sqn, byte[] amf) {
        Octets.requireSqn(sqn);
        Octets.require("AMF", amf, 2);
        Cipher aes = keyed(key);
        byte[] temp = temp(aes, rand);
        byte[] in = new byte[ALL_BLOCKS];
        fillIn1(in, temp, sqn, amf);
        for (int i = 2; i <= 5; i++) {
            fillIn(in, (i - 1) * BLOCK, temp, i);
        }
        byte[] out = encrypt(aes, in);
        for (int offset = 0; offset < ALL_BLOCKS; offset += BLOCK) {
            xor(out, offset, opc);
        }
        return new AkaOutputs(
                Arrays.copyOfRange(out, OUT1, OUT1 + 8),
                Arrays.copyOfRange(out, OUT1 + 8, OUT1 + BLOCK),
                Arrays.copyOfRange(out, OUT2 + 8, OUT2 + BLOCK),
                Arrays.copyOfRange(out, OUT3, OUT3 + BLOCK),
                Arrays.copyOfRange(out, OUT4, OUT4 + BLOCK),
                Octets.read48(out, OUT2),
                Octets.read48(out, OUT5));
    }

    @Override
    public long anonymityKey(byte[] rand) {
        return first48(rand, 2);
    }

    @Override
    public long resynchronisationKey(byte[] rand) {
        return first48(rand, 5);
    }

    @Override
    public String toString() {
        return "Milenage[masked]";
    }

    /** The first 48 bits of OUT2 (f5) or OUT5 (f5*). */
    private long first48(byte[] rand, int function) {
        Cipher aes = keyed(key);
        byte[] in = new byte[BLOCK];
        fillIn(in, 0, temp(aes, rand), function);
        byte[] out = encrypt(aes, in);
        xor(out, 0, opc);
        return Octets.read48(out, 0);
    }

    /** "TEMP = E[RAND xor OPc]K". */
    private byte[] temp(Cipher aes, byte[] rand) {
        byte[] in = Octets.require("RAND", rand, BLOCK).clone();
        xor(in, 0, opc);
        return encrypt(aes, in);
    }

    /** "IN1 = SQN AMF SQN AMF; OUT1 = E[TEMP xor rot(IN1 xor OPc, r1) xor c1]K xor OPc". */
    private void fillIn1(byte[] in, byte[] temp, long sqn, byte[] amf) {
        byte[] in1 = new byte[BLOCK];
        Octets.write48(sqn, in1, 0);
        System.arraycopy(amf, 0, in1, 6, 2);
        System.arraycopy(in1, 0, in1, 8, 8);
        xor(in1, 0, opc);
        // r1 = 64, c1 = 0
        System.arraycopy(in1, 8, in, OUT1, 8);
        System.arraycopy(in1, 0, in, OUT1 + 8, 8);
        xor(in, OUT1, temp);
    }

    /** "OUTi = E[rot(TEMP xor OPc, ri) xor ci]K xor OPc", r2..r5 = 0, 32, 64, 96. */
    private void fillIn(byte[] in, int offset, byte[] temp, int function) {
        int rotation = (function - 2) * 4;
        for (int i = 0; i < BLOCK; i++) {
            int from = (i + rotation) % BLOCK;
            in[offset + i] = (byte) (temp[from] ^ opc[from]);
        }
        // c2..c5 = 1, 2, 4, 8 in the last octet
        in[offset + BLOCK - 1] ^= (byte) (1 << (function - 2));
    }

    private static void xor(byte[] into, int offset, byte[] with) {
        for (int i = 0; i < BLOCK; i++) {
            into[offset + i] ^= with[i];
        }
    }

    private static Cipher newAes() {
        try {
            return Cipher.getInstance("AES/ECB/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES", e);
        }
    }

    private static Cipher keyed(SecretKeySpec key) {
        try {
            Cipher aes = AES.get();
            aes.init(Cipher.ENCRYPT_MODE, key);
            return aes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-128 refused its key", e);
        }
    }

    private static byte[] encrypt(Cipher aes, byte[] blocks) {
        try {
            return aes.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }
}
