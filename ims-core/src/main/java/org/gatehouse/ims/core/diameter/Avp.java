package org.gatehouse.ims.core.diameter;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;

/**
 * An attribute-value pair (RFC 6733 clause 4.1):
 *
 * <pre>
 *  |                           AVP Code                            |
 *  |V M P r r r r r|                  AVP Length                   |
 *  |                        Vendor-ID (opt)                        |
 *  |    Data ...
 * </pre>
 *
 * @param vendor owner of the code; 0 without a Vendor-ID field
 * @param flags V, M, P as on the wire
 * @param data octets without padding; not to be changed by anyone. It may be a key: {@link
 *     #toString()} does not show it
 */
public record Avp(int code, int vendor, int flags, byte[] data) {
    public static final int FLAG_VENDOR = 0x80;
    public static final int FLAG_MANDATORY = 0x40;
    public static final int FLAG_PROTECTED = 0x20;

    static final int HEADER_OCTETS = 8;
    static final int VENDOR_HEADER_OCTETS = 12;

    private static final int KNOWN_FLAGS = FLAG_VENDOR | FLAG_MANDATORY | FLAG_PROTECTED;
    private static final int ADDRESS_FAMILY_IPV4 = 1;
    private static final int ADDRESS_FAMILY_IPV6 = 2;
    private static final int IPV4_OCTETS = 4;

    /** An AVP of ours with the flags that its definition asks for. */
    public static Avp of(AvpCode code, byte[] data) {
        int flags =
                (code.vendor() == Vendor.IETF ? 0 : FLAG_VENDOR)
                        | (code.isMandatory() ? FLAG_MANDATORY : 0);
        return new Avp(code.code(), code.vendor(), flags, data);
    }

    public static Avp of(AvpCode code, String text) {
        return of(code, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Avp of(AvpCode code, int unsigned32) {
        return of(code, ByteBuffer.allocate(Integer.BYTES).putInt(unsigned32).array());
    }

    /** A grouped AVP. */
    public static Avp of(AvpCode code, AvpList members) {
        return of(code, members.encode());
    }

    /** "The AddressType is ... the first two octets" (RFC 6733 clause 4.3.1). */
    public static Avp of(AvpCode code, InetAddress address) {
        byte[] octets = address.getAddress();
        int family = octets.length == IPV4_OCTETS ? ADDRESS_FAMILY_IPV4 : ADDRESS_FAMILY_IPV6;
        return of(
                code,
                ByteBuffer.allocate(Short.BYTES + octets.length)
                        .putShort((short) family)
                        .put(octets)
                        .array());
    }

    /** An AVP with nothing but zeros, as long as its format must be: the face of a missing one. */
    static Avp exampleOf(AvpCode code) {
        return of(code, new byte[code.type().minimumOctets()]);
    }

    public boolean is(AvpCode other) {
        return code == other.code() && vendor == other.vendor();
    }

    public boolean isMandatory() {
        return (flags & FLAG_MANDATORY) != 0;
    }

    /** The data as text; what is not UTF-8 is refused (5004). */
    public String text() throws DiameterSyntaxException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
        } catch (CharacterCodingException e) {
            throw new DiameterSyntaxException(
                    ResultCode.INVALID_AVP_VALUE, name() + " is not UTF-8", this);
        }
    }

    /** The data as a number of 32 bits, 0 to 4294967295. */
    public long unsigned32() throws DiameterSyntaxException {
        if (data.length != Integer.BYTES) {
            throw badLength(Integer.BYTES);
        }
        return Integer.toUnsignedLong(ByteBuffer.wrap(data).getInt());
    }

    /** The members of a grouped AVP. */
    public AvpList group() throws DiameterSyntaxException {
        return AvpList.decode(ByteBuffer.wrap(data));
    }

    /** Refuses a value that its definition does not allow. */
    public DiameterSyntaxException badValue(String expected) {
        return new DiameterSyntaxException(
                ResultCode.INVALID_AVP_VALUE, name() + " (expected: " + expected + ")", this);
    }

    /**
     * "It is sufficient to include the offending AVP header and a zero filled payload of the
     * minimum required payload length for the payload data type" (RFC 6733 clause 7.1.5).
     */
    DiameterSyntaxException badLength(int minimum) {
        return new DiameterSyntaxException(
                ResultCode.INVALID_AVP_LENGTH,
                name() + ": " + data.length + " octets (expected: " + minimum + ")",
                new Avp(code, vendor, flags, new byte[minimum]));
    }

    int headerOctets() {
        return (flags & FLAG_VENDOR) != 0 ? VENDOR_HEADER_OCTETS : HEADER_OCTETS;
    }

    /** Octets on the wire with padding. */
    int paddedOctets() {
        return padded(headerOctets() + data.length);
    }

    static int padded(int octets) {
        return (octets + 3) & ~3;
    }

    void encode(ByteBuffer out) {
        int length = headerOctets() + data.length;
        out.putInt(code).putInt(flags << 24 | length);
        if ((flags & FLAG_VENDOR) != 0) {
            out.putInt(vendor);
        }
        out.put(data).put(new byte[padded(length) - length]);
    }

    /** Takes one AVP and its padding; the length is checked before anything is read by it. */
    static Avp decode(ByteBuffer in) throws DiameterSyntaxException {
        if (in.remaining() < HEADER_OCTETS) {
            throw truncatedHeader(in);
        }
        int code = in.getInt();
        int word = in.getInt();
        int flags = word >>> 24;
        int length = word & 0xFF_FFFF;
        int header = (flags & FLAG_VENDOR) != 0 ? VENDOR_HEADER_OCTETS : HEADER_OCTETS;
        if (length < header || length - HEADER_OCTETS > in.remaining()) {
            throw lengthOutOfBounds(code, flags, length, in);
        }
        int vendor = header == VENDOR_HEADER_OCTETS ? in.getInt() : Vendor.IETF;
        byte[] data = new byte[length - header];
        in.get(data);
        in.position(in.position() + Math.min(in.remaining(), padded(length) - length));
        Avp avp = new Avp(code, vendor, flags, data);
        // "an unrecognized bit SHOULD be considered an error" (RFC 6733 clause 4.1)
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new DiameterSyntaxException(
                    ResultCode.INVALID_AVP_BITS, avp.name() + " has unknown flags", avp);
        }
        return avp;
    }

    /**
     * "by padding the incomplete AVP header with zero up to the minimum AVP header length" (RFC
     * 6733 clause 7.1.5).
     */
    private static DiameterSyntaxException truncatedHeader(ByteBuffer in) {
        int left = in.remaining();
        ByteBuffer padded = ByteBuffer.allocate(HEADER_OCTETS).put(in).rewind();
        int code = padded.getInt();
        int flags = padded.get() & KNOWN_FLAGS & ~FLAG_VENDOR;
        return new DiameterSyntaxException(
                ResultCode.INVALID_AVP_LENGTH,
                left + " octets after the last AVP",
                new Avp(code, Vendor.IETF, flags, new byte[0]));
    }

    private static DiameterSyntaxException lengthOutOfBounds(
            int code, int flags, int length, ByteBuffer in) {
        boolean hasVendor = (flags & FLAG_VENDOR) != 0 && in.remaining() >= Integer.BYTES;
        int vendor = hasVendor ? in.getInt() : Vendor.IETF;
        int keptFlags = hasVendor ? flags : flags & ~FLAG_VENDOR;
        int minimum = AvpCode.of(code, vendor).map(c -> c.type().minimumOctets()).orElse(0);
        Avp shown = new Avp(code, vendor, keptFlags, new byte[minimum]);
        return new DiameterSyntaxException(
                ResultCode.INVALID_AVP_LENGTH,
                shown.name() + ": AVP length " + length + " does not fit",
                shown);
    }

    /** Name for people: that of the dictionary, or the bare number. */
    public String name() {
        return AvpCode.of(code, vendor)
                .map(AvpCode::toString)
                .orElseGet(() ->
                        String.format(
                                Locale.ROOT,
                                "AVP %d of vendor %d",
                                Integer.toUnsignedLong(code),
                                Integer.toUnsignedLong(vendor)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Avp that
                && code == that.code
                && vendor == that.vendor
                && flags == that.flags
                && MessageDigest.isEqual(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, vendor, flags, data.length);
    }

    @Override
    public String toString() {
        return name() + "[" + data.length + " octets]";
    }
}
