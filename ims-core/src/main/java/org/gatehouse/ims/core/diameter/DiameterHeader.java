package org.gatehouse.ims.core.diameter;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The head of a message (RFC 6733 clause 3), without version and length, which the codec sets.
 *
 * @param flags R, P, E, T as on the wire
 * @param application Application-ID; 0 for the base protocol's own commands
 * @param hopByHop matches an answer with its request on one connection
 * @param endToEnd finds duplicates
 */
public record DiameterHeader(int flags, int command, int application, int hopByHop, int endToEnd) {
    public static final int OCTETS = 20;
    public static final int VERSION = 1;

    public static final int FLAG_REQUEST = 0x80;
    public static final int FLAG_PROXIABLE = 0x40;
    public static final int FLAG_ERROR = 0x20;
    public static final int FLAG_RETRANSMITTED = 0x10;

    /** Version of a message, from its first octet on. */
    static int version(byte[] octets) {
        return octets[0] & 0xFF;
    }

    /** Length of a message as its head says, from its first octet on. */
    static int length(byte[] octets) {
        return ByteBuffer.wrap(octets).getInt() & 0xFF_FFFF;
    }

    /** The head of a message of at least {@link #OCTETS} octets. */
    public static DiameterHeader decode(byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        in.getInt();
        int word = in.getInt();
        return new DiameterHeader(
                word >>> 24, word & 0xFF_FFFF, in.getInt(), in.getInt(), in.getInt());
    }

    void encode(ByteBuffer out, int length) {
        out.putInt(VERSION << 24 | length).putInt(flags << 24 | command);
        out.putInt(application).putInt(hopByHop).putInt(endToEnd);
    }

    public boolean isRequest() {
        return (flags & FLAG_REQUEST) != 0;
    }

    public boolean isError() {
        return (flags & FLAG_ERROR) != 0;
    }

    /** "T(Potentially re-transmitted message)": set after a failover (RFC 6733 clause 5.5.4). */
    public boolean isRetransmitted() {
        return (flags & FLAG_RETRANSMITTED) != 0;
    }

    DiameterHeader retransmitted() {
        return new DiameterHeader(
                flags | FLAG_RETRANSMITTED, command, application, hopByHop, endToEnd);
    }

    /** The head of an answer: the request's, "the 'R' bit cleared" and P kept (RFC 6733 6.2). */
    public DiameterHeader answer(boolean error) {
        int kept = flags & FLAG_PROXIABLE;
        return new DiameterHeader(
                error ? kept | FLAG_ERROR : kept, command, application, hopByHop, endToEnd);
    }

    /** This head with the ids that a node gives its requests. */
    public DiameterHeader withIds(int newHopByHop, int newEndToEnd) {
        return new DiameterHeader(flags, command, application, newHopByHop, newEndToEnd);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %d of application %d, hop-by-hop %08x",
                isRequest() ? "request" : "answer",
                command,
                Integer.toUnsignedLong(application),
                hopByHop);
    }
}
