package org.gatehouse.ims.core.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * The keys of security associations as Wireshark's {@code esp_sa} file wants them, so that it can
 * check and decrypt a capture. This is the one place where session keys are written; the file is
 * made with mode 0600.
 */
public final class EspSaFile implements AutoCloseable {
    private final OutputStream out;

    private EspSaFile(OutputStream out) {
        this.out = out;
    }

    /** Replaces a file by an empty one of mode 0600. */
    public static EspSaFile create(Path file) throws IOException {
        return new EspSaFile(PrivateFile.replace(file));
    }

    /** Writes the four SAs of a set, at once. */
    public void add(AssociationSet set) throws IOException, WeakKeyException {
        byte[] ck = set.keys().ck();
        byte[] ik = set.keys().ik();
        EspKeys keys = EspKeys.expand(set.integrity(), set.encryption(), ck, ik);
        Arrays.fill(ck, (byte) 0);
        Arrays.fill(ik, (byte) 0);
        InetAddress here = set.localOuter().getAddress();
        InetAddress there = set.remoteOuter().getAddress();
        add(there, here, set.local().spis().client(), keys);
        add(there, here, set.local().spis().server(), keys);
        add(here, there, set.remote().spis().client(), keys);
        add(here, there, set.remote().spis().server(), keys);
        keys.wipe();
    }

    /**
     * Writes one SA, at once.
     *
     * @param from source address of the outer packets
     * @param to destination address of the outer packets
     */
    public synchronized void add(InetAddress from, InetAddress to, Spi spi, EspKeys keys)
            throws IOException {
        String line =
                String.format(
                        Locale.ROOT,
                        "\"%s\",\"%s\",\"%s\",\"0x%08x\",\"%s\",\"%s\",\"%s\",\"%s\"\n",
                        from instanceof Inet6Address ? "IPv6" : "IPv4",
                        HostPort.text(from),
                        HostPort.text(to),
                        spi.value(),
                        name(keys.encryption()),
                        hex(keys.revealEncryptionKey()),
                        name(keys.integrity()),
                        hex(keys.revealIntegrityKey()));
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String hex(byte[] key) {
        return key.length == 0 ? "" : "0x" + HexFormat.of().formatHex(key);
    }

    private static String name(EncryptionAlgorithm algorithm) {
        return switch (algorithm) {
            case NULL -> "NULL";
            case DES_EDE3_CBC -> "TripleDES-CBC [RFC2451]";
            case AES_CBC -> "AES-CBC [RFC3602]";
        };
    }

    private static String name(IntegrityAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_MD5_96 -> "HMAC-MD5-96 [RFC2403]";
            case HMAC_SHA_1_96 -> "HMAC-SHA-1-96 [RFC2404]";
        };
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
