package org.gatehouse.ims.core.bench;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.esp.Selectors;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** ESP with AES-CBC and HMAC-SHA-1-96, beside the JDK's cipher and MAC alone on the same octets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EspBenchmark {
    /** Packets that are opened in turn, then again by an SA with a fresh window. */
    private static final int PACKETS = 256;

    private static final int HEADER = 8;
    private static final int BLOCK = 16;
    private static final int ICV = 12;
    private static final int UDP = 17;
    private static final Spi SPI = new Spi(4_711_000_000L & Spi.MAX);

    /** Octets inside ESP. */
    @Param({"600", "1200"})
    public int octets;

    private final EspKeys keys =
            EspKeys.ofRaw(
                    IntegrityAlgorithm.HMAC_SHA_1_96,
                    EncryptionAlgorithm.AES_CBC,
                    new byte[20],
                    new byte[16]);
    private final IvSource ivs = new IvSource(new SecureRandom());
    private final byte[][] sealed = new byte[PACKETS][];
    private byte[] payload = {};
    private OutboundSa outbound = new OutboundSa(SPI, keys);
    private InboundSa inbound = new InboundSa(SPI, keys, Selectors.ANY);
    private int next;

    private @Nullable Bare bare;

    @Setup
    public void setUp() throws GeneralSecurityException {
        payload = new byte[octets];
        outbound = new OutboundSa(SPI, keys);
        for (int i = 0; i < PACKETS; i++) {
            sealed[i] = sealOne();
        }
        bare = new Bare(sealed[0].length);
        next = 0;
    }

    private byte[] sealOne() {
        byte @Nullable [] packet = outbound.seal(payload, UDP, ivs);
        if (packet == null) {
            outbound = new OutboundSa(SPI, keys);
            return sealOne();
        }
        return packet;
    }

    private byte[] nextSealed() {
        if (next == PACKETS) {
            next = 0;
            inbound = new InboundSa(SPI, keys, Selectors.ANY);
        }
        return sealed[next++];
    }

    private Bare bare() {
        Bare ready = bare;
        if (ready == null) {
            throw new IllegalStateException("not set up");
        }
        return ready;
    }

    @Benchmark
    public byte[] seal() {
        return sealOne();
    }

    @Benchmark
    public byte[] sealBare() throws GeneralSecurityException {
        return bare().seal();
    }

    @Benchmark
    public EspOutcome.Authenticated open() {
        byte[] packet = nextSealed(); // may change the SA
        if (inbound.open(packet) instanceof EspOutcome.Authenticated authenticated) {
            return authenticated;
        }
        throw new IllegalStateException("a good packet was dropped");
    }

    @Benchmark
    public byte[] openBare() throws GeneralSecurityException {
        return bare().open(nextSealed());
    }

    /** What the JDK does for such a packet, and nothing else: a MAC, a cipher, kept keyed. */
    private static final class Bare {
        private final Cipher encryption = Cipher.getInstance("AES/CBC/NoPadding");
        private final Cipher decryption = Cipher.getInstance("AES/CBC/NoPadding");
        private final Mac mac = Mac.getInstance("HmacSHA1");
        private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        private final byte[] clear;
        private final byte[] packet;

        Bare(int length) throws GeneralSecurityException {
            mac.init(new SecretKeySpec(new byte[20], "HmacSHA1"));
            clear = new byte[length - HEADER - BLOCK - ICV];
            packet = new byte[length];
        }

        byte[] seal() throws GeneralSecurityException {
            encryption.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(packet, HEADER, BLOCK));
            encryption.doFinal(clear, 0, clear.length, packet, HEADER + BLOCK);
            mac.update(packet, 0, packet.length - ICV);
            System.arraycopy(mac.doFinal(), 0, packet, packet.length - ICV, ICV);
            return packet;
        }

        byte[] open(byte[] arrived) throws GeneralSecurityException {
            mac.update(arrived, 0, arrived.length - ICV);
            byte[] icv = Arrays.copyOf(mac.doFinal(), ICV);
            if (!MessageDigest.isEqual(
                    icv, Arrays.copyOfRange(arrived, arrived.length - ICV, arrived.length))) {
                throw new IllegalStateException("a good packet has a wrong ICV");
            }
            decryption.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(arrived, HEADER, BLOCK));
            decryption.doFinal(arrived, HEADER + BLOCK, clear.length, clear, 0);
            return clear;
        }
    }
}
