package org.gatehouse.ims.core.esp;

import java.util.Locale;

/**
 * Why a packet went no further. Every packet that is not delivered ends in exactly one of these;
 * the fragments of a packet that never became whole end in one together.
 */
public enum DropReason {
    /** Too short for ESP, or for its algorithms. */
    TOO_SHORT,
    /** Four zero octets in front: IKE (RFC 3948 clause 2.2), which nobody here speaks. */
    NON_ESP_MARKER,
    /** No inbound SA has this SPI. */
    UNKNOWN_SPI,
    /** Sequence number 0, which is never sent. */
    SEQUENCE_ZERO,
    /** A sequence number that was seen before. */
    REPLAYED,
    /** A sequence number left of the replay window. */
    LEFT_OF_WINDOW,
    /** The ICV is wrong: tampered with, or another key. */
    BAD_ICV,
    /** Authentic, but the ciphertext is no whole number of blocks. */
    BAD_LENGTH,
    /** Authentic, but the padding is not 1, 2, 3, ... or is longer than the packet. */
    BAD_PADDING,
    /** Next header 59: a dummy packet. */
    DUMMY,
    /** Authentic, but the inner IP or UDP header is malformed, or a checksum is wrong. */
    INNER_MALFORMED,
    /** Authentic, but a fragment that can be no part of an IP packet. */
    FRAGMENT_MALFORMED,
    /**
     * Authentic, but a fragment that overlaps another one, or goes beyond the last: the whole
     * packet, and what comes of it still, is dropped (RFC 5722).
     */
    FRAGMENT_OVERLAP,
    /** Authentic, but cut into too many fragments: the same. */
    FRAGMENT_TOO_MANY,
    /** A packet that was unfinished when newer ones needed its room. */
    FRAGMENT_EVICTED,
    /** A packet whose other fragments did not come in time. */
    FRAGMENT_TIMEOUT,
    /** Authentic, but the payload protocol is TCP, and there is no TUN device here. */
    PROTOCOL_NOT_CARRIED,
    /** Addresses, ports, protocol or mode are not those of the SA. */
    SELECTOR_MISMATCH;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name for metrics and for people: {@code bad-icv}. */
    public String token() {
        return token;
    }
}
