package org.gatehouse.ims.core.esp;

import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/** One SA for sending. Belongs to one shard. */
public final class OutboundSa {
    /** "the transmitted Sequence Number must never be allowed to cycle" (RFC 2406 clause 2.2). */
    public static final long LAST_SEQUENCE = 0xFFFF_FFFFL;

    private static final int HEADER_OCTETS = 8;

    private final Spi spi;
    private final EspKeys keys;
    private final long last;
    private long sent;

    public OutboundSa(Spi spi, EspKeys keys) {
        this(spi, keys, 0, LAST_SEQUENCE);
    }

    /**
     * An SA that has sent some packets already, or may send fewer than others.
     *
     * @param sent the last number that was used, 0 for none
     * @param last the last number that may be used, at most {@link #LAST_SEQUENCE}
     */
    public OutboundSa(Spi spi, EspKeys keys, long sent, long last) {
        if (sent < 0 || last > LAST_SEQUENCE || sent > last) {
            throw new IllegalArgumentException(
                    "sequence numbers: "
                            + sent
                            + " of "
                            + last
                            + " used (expected: 0 to the last one, which is at most "
                            + LAST_SEQUENCE
                            + ")");
        }
        this.spi = spi;
        this.keys = keys;
        this.sent = sent;
        this.last = last;
    }

    /**
     * Makes an ESP packet, SPI to ICV.
     *
     * @return null if the sequence numbers are used up
     */
    public byte @Nullable [] seal(byte[] payload, int nextHeader, IvSource ivs) {
        if (sent == last) {
            return null;
        }
        // "The sender's counter is initialized to 0 ... the first packet ... Sequence Number of 1"
        sent++;
        int block = EspCrypto.blockOctets(keys.encryption());
        int ivOctets = EspCrypto.ivOctets(keys.encryption());
        int clear = (payload.length + 2 + block - 1) / block * block;
        byte[] packet = new byte[HEADER_OCTETS + ivOctets + clear + EspCrypto.ICV_OCTETS];
        Octets.putInt(packet, 0, spi.toInt());
        Octets.putInt(packet, 4, (int) sent);
        ivs.put(packet, HEADER_OCTETS, ivOctets);

        EspCrypto crypto = EspCrypto.ofThread();
        byte[] scratch = crypto.scratch();
        System.arraycopy(payload, 0, scratch, 0, payload.length);
        int padding = clear - payload.length - 2;
        for (int i = 1; i <= padding; i++) {
            // "The first padding byte appended to the plaintext is numbered 1, with subsequent
            // padding bytes making up a monotonically increasing sequence" (RFC 2406 clause 2.4)
            scratch[payload.length + i - 1] = (byte) i;
        }
        scratch[clear - 2] = (byte) padding;
        scratch[clear - 1] = (byte) nextHeader;
        crypto.encrypt(keys, packet, HEADER_OCTETS, clear);
        crypto.putIcv(keys, packet, 0, packet.length - EspCrypto.ICV_OCTETS);
        return packet;
    }

    /** Octets of the longest payload whose ESP packet is no longer than this. */
    public static int mostInside(int packetOctets, EncryptionAlgorithm encryption) {
        int block = EspCrypto.blockOctets(encryption);
        int around = HEADER_OCTETS + EspCrypto.ivOctets(encryption) + EspCrypto.ICV_OCTETS;
        return (packetOctets - around) / block * block - 2;
    }

    /** Whether {@link #seal} has no number left. */
    public boolean isExhausted() {
        return sent == last;
    }

    public Spi spi() {
        return spi;
    }

    /** Packets sent, which is also the last sequence number. */
    public long sent() {
        return sent;
    }
}
