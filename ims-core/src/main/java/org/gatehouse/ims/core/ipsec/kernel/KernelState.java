package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * One unidirectional SA as the kernel takes it (XFRM_MSG_NEWSA: struct xfrm_usersa_info of 224
 * octets, then the attributes). Without its keys, which go into the message alone.
 *
 * @param request number that ties it to its policies (reqid), one of {@link Marks}
 * @param tunnel tunnel mode inside UDP; transport mode otherwise
 * @param encapsulation ports of UDP encapsulation, or null
 */
public record KernelState(
        Id id,
        InetAddress source,
        int request,
        boolean tunnel,
        Selector selector,
        @Nullable Encapsulation encapsulation) {
    static final int NEW = 0x10;
    static final int DELETE = 0x11;
    static final int GET = 0x12;

    /**
     * Changes outer ports and limits; algorithms have to be in it, their keys are not looked at.
     */
    static final int UPDATE = 0x1A;

    /** Octets of a struct xfrm_usersa_info. */
    private static final int INFO = 224;

    private static final int ATTRIBUTE_CIPHER = 2;
    private static final int ATTRIBUTE_ENCAPSULATION = 4;
    private static final int ATTRIBUTE_REPLAY = 10;
    private static final int ATTRIBUTE_SOURCE = 13;
    private static final int ATTRIBUTE_MAC = 20;
    private static final int NAME = 64;

    /** HMAC-MD5-96 and HMAC-SHA-1-96 keep 96 bits of what they calculate. */
    private static final int MAC_BITS = 96;

    /** "RFC 2406 clause 3.4.3: A minimum window size of 32 MUST be supported". Packets. */
    private static final int REPLAY_WINDOW = 32;

    /** "the transmitted Sequence Number must never be allowed to cycle" (RFC 2406 clause 2.2). */
    private static final long LAST_SEQUENCE = 0xFFFF_FFFFL;

    /** UDP_ENCAP_ESPINUDP: no non-ESP marker, the SPI follows the UDP header (RFC 3948). */
    private static final int ESP_IN_UDP = 2;

    /** What names a state: "a Security Parameter Index, an IP destination address and ESP". */
    public record Id(InetAddress destination, long spi) {}

    /** UDP ports outside. */
    public record Encapsulation(int source, int destination) {}

    /** A state with its counters, as the kernel tells. */
    public record Counted(KernelState state, Counters counters) {}

    /**
     * What passed.
     *
     * @param sequence highest sequence number sent, or taken
     * @param late packets older than the window
     * @param replayed packets that came twice
     * @param forged packets whose integrity check failed
     */
    public record Counters(
            long octets, long packets, long sequence, int late, int replayed, int forged) {
        public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0);
    }

    /**
     * The payload that makes it, or that makes it end later and puts it behind other outer ports.
     *
     * @param seconds from when it was made to when the kernel ends it by itself; 0: never
     */
    byte[] encodeNew(EspKeys keys, long seconds) {
        byte[] mac = keys.revealIntegrityKey();
        byte[] cipher = keys.revealEncryptionKey();
        byte[] macAttribute = mac(keys.integrity(), mac);
        byte[] cipherAttribute = cipher(keys.encryption(), cipher);
        byte[] whole =
                Wire.join(info(seconds), macAttribute, cipherAttribute, encapsulationAttribute());
        for (byte[] secret : new byte[][] {mac, cipher, macAttribute, cipherAttribute}) {
            Arrays.fill(secret, (byte) 0);
        }
        return whole;
    }

    private byte[] info(long seconds) {
        ByteBuffer info = Wire.buffer(INFO);
        selector.encode(info);
        Wire.putAddress(info, id.destination());
        Wire.putSpi(info, id.spi());
        info.put((byte) Wire.PROTOCOL_ESP).put(new byte[3]);
        Wire.putAddress(info, source);
        Wire.putLimits(info, LAST_SEQUENCE, seconds);
        // use, three error counters, sequence
        info.put(new byte[Wire.USE + 12 + 4]);
        info.putInt(request);
        info.putShort((short) Wire.family(source));
        info.put((byte) (tunnel ? 1 : 0)).put((byte) REPLAY_WINDOW);
        return Wire.octets(info);
    }

    private static byte[] mac(IntegrityAlgorithm algorithm, byte[] key) {
        ByteBuffer value = Wire.buffer(NAME + 8 + key.length);
        putName(value, nameOf(algorithm));
        value.putInt(key.length * 8).putInt(MAC_BITS).put(key);
        return attributeOf(ATTRIBUTE_MAC, value);
    }

    private static byte[] cipher(EncryptionAlgorithm algorithm, byte[] key) {
        ByteBuffer value = Wire.buffer(NAME + 4 + key.length);
        putName(value, nameOf(algorithm));
        value.putInt(key.length * 8).put(key);
        return attributeOf(ATTRIBUTE_CIPHER, value);
    }

    private static byte[] attributeOf(int type, ByteBuffer value) {
        byte[] octets = Wire.octets(value);
        byte[] attribute = Wire.attribute(type, octets);
        Arrays.fill(octets, (byte) 0);
        value.clear().put(octets);
        return attribute;
    }

    private byte[] encapsulationAttribute() {
        if (encapsulation == null) {
            return new byte[0];
        }
        ByteBuffer value = Wire.buffer(24);
        value.putShort((short) ESP_IN_UDP);
        Wire.putPort(value, encapsulation.source());
        Wire.putPort(value, encapsulation.destination());
        return Wire.attribute(ATTRIBUTE_ENCAPSULATION, Wire.octets(value));
    }

    private static void putName(ByteBuffer to, String name) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        to.put(octets).put(new byte[NAME - octets.length]);
    }

    /** The kernel's name of an algorithm. */
    static String nameOf(IntegrityAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_MD5_96 -> "hmac(md5)";
            case HMAC_SHA_1_96 -> "hmac(sha1)";
        };
    }

    static String nameOf(EncryptionAlgorithm algorithm) {
        return switch (algorithm) {
            case NULL -> "ecb(cipher_null)";
            case AES_CBC -> "cbc(aes)";
            case DES_EDE3_CBC -> "cbc(des3_ede)";
        };
    }

    /**
     * The payload of XFRM_MSG_DELSA (struct xfrm_usersa_id: destination 16, SPI 4, family 2,
     * protocol 1, 1 unused; then XFRMA_SRCADDR).
     */
    byte[] encodeDelete() {
        ByteBuffer name = Wire.buffer(24);
        Wire.putAddress(name, id.destination());
        Wire.putSpi(name, id.spi());
        name.putShort((short) Wire.family(source)).put((byte) Wire.PROTOCOL_ESP);
        ByteBuffer from = Wire.buffer(Wire.ADDRESS);
        Wire.putAddress(from, source);
        return Wire.join(Wire.octets(name), Wire.attribute(ATTRIBUTE_SOURCE, Wire.octets(from)));
    }

    /** The payload of a dump of all states: nothing to choose by. */
    static byte[] encodeDump() {
        return new byte[0];
    }

    /**
     * A state of a dump.
     *
     * @throws IllegalArgumentException if it is too short
     */
    static Counted decode(byte[] payload) {
        Wire.require(payload, INFO, "state");
        ByteBuffer from = Wire.wrap(payload);
        int family = from.getShort(212) & 0xFFFF;
        Selector selector = Selector.decode(from);
        InetAddress destination = Wire.address(from, family);
        long spi = Wire.spi(from);
        from.getInt();
        InetAddress source = Wire.address(from, family);
        from.position(from.position() + Wire.LIMITS);
        long octets = from.getLong();
        long packets = from.getLong();
        from.position(from.position() + 16);
        int late = from.getInt();
        int replayed = from.getInt();
        int forged = from.getInt();
        from.getInt();
        int request = from.getInt();
        from.getShort();
        boolean tunnel = from.get() == 1;
        var attributes = Wire.attributes(payload, INFO);
        KernelState state =
                new KernelState(
                        new Id(destination, spi),
                        source,
                        request,
                        tunnel,
                        selector,
                        encapsulation(attributes.get(ATTRIBUTE_ENCAPSULATION)));
        long sequence = sequence(attributes.get(ATTRIBUTE_REPLAY));
        return new Counted(state, new Counters(octets, packets, sequence, late, replayed, forged));
    }

    private static @Nullable Encapsulation encapsulation(byte @Nullable [] value) {
        if (value == null || value.length < 6) {
            return null;
        }
        ByteBuffer from = Wire.wrap(value);
        from.getShort();
        return new Encapsulation(Wire.port(from), Wire.port(from));
    }

    /** Of struct xfrm_replay_state (sent 4, taken 4, bitmap 4) the number in use. */
    private static long sequence(byte @Nullable [] value) {
        if (value == null || value.length < 8) {
            return 0;
        }
        ByteBuffer from = Wire.wrap(value);
        return Math.max(from.getInt() & LAST_SEQUENCE, from.getInt() & LAST_SEQUENCE);
    }
}
