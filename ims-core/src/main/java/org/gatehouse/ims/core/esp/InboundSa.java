package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.gatehouse.ims.core.secagree.Spi;

/** One SA for receiving. Belongs to one shard. */
public final class InboundSa {
    private static final int HEADER_OCTETS = 8;

    /** "the protocol value 59 MUST be used to designate a "no next header" or dummy packet". */
    private static final int NO_NEXT_HEADER = 59;

    private final Spi spi;
    private final EspKeys keys;
    private final Selectors selectors;
    private final ReplayWindow window;

    public InboundSa(Spi spi, EspKeys keys, Selectors selectors) {
        this(spi, keys, selectors, new ReplayWindow());
    }

    /** An SA with a replay window of its own. */
    public InboundSa(Spi spi, EspKeys keys, Selectors selectors, ReplayWindow window) {
        this.spi = spi;
        this.keys = keys;
        this.selectors = selectors;
        this.window = window;
    }

    /** Opens a packet that is the whole array. */
    public EspOutcome open(byte[] packet) {
        return open(packet, 0, packet.length);
    }

    /**
     * Opens an ESP packet (SPI to ICV): window, ICV in constant time, decryption, padding,
     * selectors; only then the number is marked.
     */
    public EspOutcome open(byte[] packet, int offset, int length) {
        int ivOctets = EspCrypto.ivOctets(keys.encryption());
        int block = EspCrypto.blockOctets(keys.encryption());
        int clear = length - HEADER_OCTETS - ivOctets - EspCrypto.ICV_OCTETS;
        if (clear < block) {
            return new EspOutcome.Dropped(DropReason.TOO_SHORT);
        }
        if (Octets.getInt(packet, offset) != spi.toInt()) {
            return new EspOutcome.Dropped(DropReason.UNKNOWN_SPI);
        }
        long sequence = Integer.toUnsignedLong(Octets.getInt(packet, offset + 4));
        DropReason refused = window.check(sequence);
        if (refused != null) {
            return new EspOutcome.Dropped(refused);
        }
        EspCrypto crypto = EspCrypto.ofThread();
        if (!crypto.icvIsGood(keys, packet, offset, length - EspCrypto.ICV_OCTETS)) {
            return new EspOutcome.Dropped(DropReason.BAD_ICV);
        }
        if (clear % block != 0 || clear > crypto.scratch().length) {
            return new EspOutcome.Dropped(DropReason.BAD_LENGTH);
        }
        crypto.decrypt(keys, packet, offset + HEADER_OCTETS, clear);
        return accept(crypto.scratch(), clear, sequence);
    }

    private EspOutcome accept(byte[] clear, int length, long sequence) {
        int padding = clear[length - 2] & 0xFF;
        int nextHeader = clear[length - 1] & 0xFF;
        int payload = length - 2 - padding;
        if (payload < 0 || !isCounting(clear, payload, padding)) {
            return new EspOutcome.Dropped(DropReason.BAD_PADDING);
        }
        if (selectors.isFragment(clear, payload, nextHeader)) {
            window.mark(sequence);
            return new EspOutcome.AuthenticFragment(
                    Arrays.copyOf(clear, payload), nextHeader, sequence);
        }
        DropReason refused =
                nextHeader == NO_NEXT_HEADER
                        ? DropReason.DUMMY
                        : selectors.check(clear, payload, nextHeader);
        if (refused != null) {
            return new EspOutcome.Dropped(refused);
        }
        window.mark(sequence);
        return new EspOutcome.Authenticated(Arrays.copyOf(clear, payload), nextHeader, sequence);
    }

    /** "the receiver SHOULD inspect the Padding field" (RFC 2406 clause 2.4). */
    private static boolean isCounting(byte[] clear, int offset, int padding) {
        for (int i = 0; i < padding; i++) {
            if (clear[offset + i] != (byte) (i + 1)) {
                return false;
            }
        }
        return true;
    }

    public Spi spi() {
        return spi;
    }

    /** The highest sequence number that was authentic, 0 at first. */
    public long highestSequence() {
        return window.highest();
    }
}
