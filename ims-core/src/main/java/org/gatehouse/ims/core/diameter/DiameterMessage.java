package org.gatehouse.ims.core.diameter;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A Diameter message (RFC 6733 clause 3): head and AVPs in their order. */
public record DiameterMessage(DiameterHeader header, AvpList avps) {

    /** A request that still needs its ids. */
    public static DiameterMessage request(int command, int application, AvpList avps) {
        int flags =
                application == Applications.BASE
                        ? DiameterHeader.FLAG_REQUEST
                        : DiameterHeader.FLAG_REQUEST | DiameterHeader.FLAG_PROXIABLE;
        return new DiameterMessage(new DiameterHeader(flags, command, application, 0, 0), avps);
    }

    /** The answer to this request with these AVPs, and its Proxy-Info behind them. */
    public DiameterMessage answer(AvpList answerAvps) {
        return new DiameterMessage(header.answer(false), withProxyInfo(answerAvps));
    }

    /**
     * "If the request message included any Proxy-Info AVPs, they MUST be included in the same order
     * in the answer" (RFC 6733 clause 6.2).
     */
    AvpList withProxyInfo(AvpList answerAvps) {
        AvpList all = answerAvps;
        for (Avp proxyInfo : avps.all(AvpCode.PROXY_INFO)) {
            all = all.with(proxyInfo);
        }
        return all;
    }

    public DiameterMessage withIds(int hopByHop, int endToEnd) {
        return new DiameterMessage(header.withIds(hopByHop, endToEnd), avps);
    }

    /** This request as it goes to another peer after the first one failed. */
    public DiameterMessage retransmitted() {
        return new DiameterMessage(header.retransmitted(), avps);
    }

    public boolean isRequest() {
        return header.isRequest();
    }

    /** Result-Code; empty if there is none or it is no number. */
    public Optional<Integer> resultCode() {
        return avps.first(AvpCode.RESULT_CODE)
                .filter(avp -> avp.data().length == Integer.BYTES)
                .map(avp -> ByteBuffer.wrap(avp.data()).getInt());
    }

    public byte[] encode() {
        int length = DiameterHeader.OCTETS + avps.octets();
        ByteBuffer out = ByteBuffer.allocate(length);
        header.encode(out, length);
        avps.encode(out);
        return out.array();
    }

    /**
     * Decodes one whole message, of at least {@link DiameterHeader#OCTETS} octets, as {@link
     * DiameterFrames} cuts them.
     */
    public static DiameterMessage decode(byte[] octets) throws DiameterSyntaxException {
        if (octets.length < DiameterHeader.OCTETS
                || DiameterHeader.length(octets) != octets.length
                || octets.length % 4 != 0) {
            // "The Message Length field is a multiple of 4" (RFC 6733 clause 3)
            throw new DiameterSyntaxException(
                    ResultCode.INVALID_MESSAGE_LENGTH,
                    octets.length + " octets (expected: a multiple of 4, as the head says)");
        }
        if (DiameterHeader.version(octets) != DiameterHeader.VERSION) {
            throw new DiameterSyntaxException(
                    ResultCode.UNSUPPORTED_VERSION,
                    "version " + DiameterHeader.version(octets) + " (expected: 1)");
        }
        DiameterHeader header = DiameterHeader.decode(octets);
        if (header.isRequest() && header.isError()) {
            // "This bit MUST NOT be set in request messages" (RFC 6733 clause 3, E bit)
            throw new DiameterSyntaxException(ResultCode.INVALID_HDR_BITS, "R and E bit set");
        }
        ByteBuffer body =
                ByteBuffer.wrap(
                        octets, DiameterHeader.OCTETS, octets.length - DiameterHeader.OCTETS);
        return new DiameterMessage(header, AvpList.decode(body));
    }

    /** Session-Id of a message that could not be decoded whole: "first" AVP if it has one. */
    static Optional<Avp> sessionIdOf(byte[] octets) {
        try {
            ByteBuffer body =
                    ByteBuffer.wrap(
                            octets, DiameterHeader.OCTETS, octets.length - DiameterHeader.OCTETS);
            return Optional.of(Avp.decode(body)).filter(avp -> avp.is(AvpCode.SESSION_ID));
        } catch (DiameterSyntaxException e) {
            return Optional.empty();
        }
    }
}
