package org.gatehouse.ims.core.aka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    /** Blocks are xored as two halves, as they stand in octets. */
    private static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final SecretKeySpec key;
    private final long opcHigh;
    private final long opcLow;

    /**
     * @param k 16 octets
     * @param opc 16 octets, see {@link #opc}
     */
    public Milenage(byte[] k, byte[] opc) {
        this.key = new SecretKeySpec(Octets.require("K", k, BLOCK), "AES");
        this.opcHigh = (long) HALF.get(Octets.require("OPc", opc, BLOCK), 0);
        this.opcLow = (long) HALF.get(opc, 8);
    }

    /** "OPc = OP xor E[OP]K" (TS 35.206 clause 4.1). */
    public static byte[] opc(byte[] k, byte[] op) {
        byte[] opc = Octets.require("OP", op, BLOCK).clone();
        Cipher aes = keyed(new SecretKeySpec(Octets.require("K", k, BLOCK), "AES"));
        encrypt(aes, opc, BLOCK);
        xor(opc, 0, (long) HALF.get(op, 0), (long) HALF.get(op, 8));
        return opc;
    }

    @Override
    public AkaOutputs outputs(byte[] rand, long sqn, byte[] amf) {
        Octets.requireSqn(sqn);
        Octets.require("AMF", amf, 2);
        Cipher aes = keyed(key);
        byte[] blocks = new byte[ALL_BLOCKS];
        putTemp(aes, rand, blocks);
        long tempHigh = (long) HALF.get(blocks, 0);
        long tempLow = (long) HALF.get(blocks, 8);
        // "IN1 = SQN AMF SQN AMF; OUT1 = E[TEMP xor rot(IN1 xor OPc, r1) xor c1]K xor OPc"
        // with r1 = 64, c1 = 0
        long in1 = sqn << 16 | (amf[0] & 0xFF) << 8 | (amf[1] & 0xFF);
        put(blocks, OUT1, tempHigh ^ in1 ^ opcLow, tempLow ^ in1 ^ opcHigh);
        for (int function = 2; function <= 5; function++) {
            put(blocks, (function - 1) * BLOCK, tempHigh, tempLow, function);
        }
        encrypt(aes, blocks, ALL_BLOCKS);
        for (int offset = 0; offset < ALL_BLOCKS; offset += BLOCK) {
            xor(blocks, offset, opcHigh, opcLow);
        }
        return new AkaOutputs(
                Arrays.copyOfRange(blocks, OUT1, OUT1 + 8),
                Arrays.copyOfRange(blocks, OUT1 + 8, OUT1 + BLOCK),
                Arrays.copyOfRange(blocks, OUT2 + 8, OUT2 + BLOCK),
                Arrays.copyOfRange(blocks, OUT3, OUT3 + BLOCK),
                Arrays.copyOfRange(blocks, OUT4, OUT4 + BLOCK),
                Octets.read48(blocks, OUT2),
                Octets.read48(blocks, OUT5));
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
        byte[] block = new byte[BLOCK];
        putTemp(aes, rand, block);
        put(block, 0, (long) HALF.get(block, 0), (long) HALF.get(block, 8), function);
        encrypt(aes, block, BLOCK);
        xor(block, 0, opcHigh, opcLow);
        return Octets.read48(block, 0);
    }

    /** "TEMP = E[RAND xor OPc]K", into the first block. */
    private void putTemp(Cipher aes, byte[] rand, byte[] blocks) {
        System.arraycopy(Octets.require("RAND", rand, BLOCK), 0, blocks, 0, BLOCK);
        xor(blocks, 0, opcHigh, opcLow);
        encrypt(aes, blocks, BLOCK);
    }

    /** "OUTi = E[rot(TEMP xor OPc, ri) xor ci]K xor OPc", r2..r5 = 0, 32, 64, 96: its input. */
    private void put(byte[] blocks, int offset, long tempHigh, long tempLow, int function) {
        long high = tempHigh ^ opcHigh;
        long low = tempLow ^ opcLow;
        for (int i = 2; i < function; i++) {
            long rotated = high << 32 | low >>> 32;
            low = low << 32 | high >>> 32;
            high = rotated;
        }
        // c2..c5 = 1, 2, 4, 8 in the last octet
        put(blocks, offset, high, low ^ 1 << (function - 2));
    }

    private static void put(byte[] blocks, int offset, long high, long low) {
        HALF.set(blocks, offset, high);
        HALF.set(blocks, offset + 8, low);
    }

    private static void xor(byte[] blocks, int offset, long high, long low) {
        put(
                blocks,
                offset,
                (long) HALF.get(blocks, offset) ^ high,
                (long) HALF.get(blocks, offset + 8) ^ low);
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

    /** Encrypts whole blocks where they stand. */
    private static void encrypt(Cipher aes, byte[] blocks, int length) {
        try {
            aes.doFinal(blocks, 0, length, blocks, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }
}
