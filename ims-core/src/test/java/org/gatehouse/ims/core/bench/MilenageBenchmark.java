package org.gatehouse.ims.core.bench;

import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.ims.core.aka.AkaOutputs;
import org.gatehouse.ims.core.aka.Milenage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** All functions of Milenage for one RAND, beside six AES blocks; each time another subscriber. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MilenageBenchmark {
    private static final int SUBSCRIBERS = 64;

    private final Milenage[] subscribers = new Milenage[SUBSCRIBERS];
    private final SecretKeySpec[] keys = new SecretKeySpec[SUBSCRIBERS];
    private final byte[] rand = new byte[16];
    private final byte[] amf = {(byte) 0x80, 0};
    private final byte[] blocks = new byte[6 * 16];
    private final Cipher aes;
    private int next;

    public MilenageBenchmark() {
        Random random = new Random(35_206);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            byte[] k = new byte[16];
            byte[] opc = new byte[16];
            random.nextBytes(k);
            random.nextBytes(opc);
            subscribers[i] = new Milenage(k, opc);
            keys[i] = new SecretKeySpec(k, "AES");
        }
        try {
            aes = Cipher.getInstance("AES/ECB/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int subscriber() {
        next = (next + 1) % SUBSCRIBERS;
        return next;
    }

    @Benchmark
    public AkaOutputs vector() {
        return subscribers[subscriber()].outputs(rand, next, amf);
    }

    @Benchmark
    public byte[] sixBlocks() throws GeneralSecurityException {
        aes.init(Cipher.ENCRYPT_MODE, keys[subscriber()]);
        return aes.doFinal(blocks);
    }
}
