package org.gatehouse.ims.core.diameter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** AVPs in their order: the body of a message, or of a grouped AVP. */
public final class AvpList implements Iterable<Avp> {
    public static final AvpList EMPTY = new AvpList(List.of());

    private final List<Avp> avps;

    private AvpList(List<Avp> avps) {
        this.avps = List.copyOf(avps);
    }

    public static AvpList of(Avp... avps) {
        return new AvpList(List.of(avps));
    }

    public static AvpList of(List<Avp> avps) {
        return new AvpList(avps);
    }

    public List<Avp> asList() {
        return avps;
    }

    @Override
    public Iterator<Avp> iterator() {
        return avps.iterator();
    }

    public int size() {
        return avps.size();
    }

    /** The first AVP of a code. */
    public Optional<Avp> first(AvpCode code) {
        for (Avp avp : avps) {
            if (avp.is(code)) {
                return Optional.of(avp);
            }
        }
        return Optional.empty();
    }

    /** All AVPs of a code, in order. */
    public List<Avp> all(AvpCode code) {
        return avps.stream().filter(avp -> avp.is(code)).toList();
    }

    /** The AVP of a code that may stand once at most (5009 else). */
    public Optional<Avp> optional(AvpCode code) throws DiameterSyntaxException {
        List<Avp> found = all(code);
        if (found.size() > 1) {
            // "the Failed-AVP AVP MUST be included and contain a copy of the first instance of the
            // offending AVP that exceeded the maximum number of occurrences" (RFC 6733 7.1.5)
            throw new DiameterSyntaxException(
                    ResultCode.AVP_OCCURS_TOO_MANY_TIMES,
                    code + " stands " + found.size() + " times (expected: once)",
                    found.get(1));
        }
        return found.stream().findFirst();
    }

    /** The AVP of a code that has to stand exactly once (5005 or 5009 else). */
    public Avp required(AvpCode code) throws DiameterSyntaxException {
        Optional<Avp> found = optional(code);
        if (found.isEmpty()) {
            throw missing(code);
        }
        return found.get();
    }

    /**
     * "The Failed-AVP AVP ... SHOULD ... contain an example of the missing AVP complete with the
     * Vendor-Id if applicable. The value field ... should be of correct minimum length and contain
     * zeroes" (RFC 6733 clause 7.1.5, DIAMETER_MISSING_AVP).
     */
    public static DiameterSyntaxException missing(AvpCode code) {
        return new DiameterSyntaxException(
                ResultCode.MISSING_AVP, code + " is missing", Avp.exampleOf(code));
    }

    /** This list with one more AVP at its end. */
    public AvpList with(Avp avp) {
        List<Avp> more = new ArrayList<>(avps);
        more.add(avp);
        return new AvpList(more);
    }

    int octets() {
        int octets = 0;
        for (Avp avp : avps) {
            octets += avp.paddedOctets();
        }
        return octets;
    }

    void encode(ByteBuffer out) {
        for (Avp avp : avps) {
            avp.encode(out);
        }
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(octets());
        encode(out);
        return out.array();
    }

    /** Takes AVPs to the end of the buffer. */
    static AvpList decode(ByteBuffer in) throws DiameterSyntaxException {
        List<Avp> avps = new ArrayList<>();
        while (in.hasRemaining()) {
            if (avps.size() >= DiameterLimits.MAX_AVPS) {
                throw new DiameterSyntaxException(
                        ResultCode.UNABLE_TO_COMPLY,
                        "more than " + DiameterLimits.MAX_AVPS + " AVPs");
            }
            avps.add(Avp.decode(in));
        }
        return new AvpList(avps);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AvpList that && avps.equals(that.avps);
    }

    @Override
    public int hashCode() {
        return avps.hashCode();
    }

    @Override
    public String toString() {
        return avps.toString();
    }
}
