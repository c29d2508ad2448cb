package org.gatehouse.ims.core.sip.regwatch;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/**
 * A dialogue as one who is an end of it keeps it (RFC 3261 clause 12.1).
 *
 * @param remote To of its requests: the other side's address and tag, as a header field value
 * @param cseq number of its last request
 * @param target Contact of the other side
 * @param route values of Route, in order
 */
public record EndDialog(
        String callId,
        String localTag,
        String remote,
        long cseq,
        String target,
        List<String> route) {
    public EndDialog {
        route = List.copyOf(route);
    }

    /** The dialogue that the answer to a request of ours began; empty if it began none. */
    public static Optional<EndDialog> begun(SipRequest sent, SipResponse answer) {
        String local = sent.from().tag();
        if (!answer.isSuccess() || local == null || answer.to().tag() == null) {
            return Optional.empty();
        }
        // "The route set MUST be set to the list of URIs in the Record-Route header field from the
        // response, taken in reverse order" (clause 12.1.2)
        List<String> route = answer.headerValues("Record-Route").reversed();
        return target(answer)
                .map(target ->
                        new EndDialog(
                                sent.callId(),
                                local,
                                answer.to().toString(),
                                sent.cseq().number(),
                                target,
                                route));
    }

    /** The dialogue that a request to us began, which was answered with this tag. */
    public static Optional<EndDialog> accepted(SipRequest received, String ownTag) {
        if (received.from().tag() == null) {
            return Optional.empty();
        }
        List<String> route = received.headerValues("Record-Route");
        return target(received)
                .map(target ->
                        new EndDialog(
                                received.callId(),
                                ownTag,
                                received.from().toString(),
                                0,
                                target,
                                route));
    }

    private static Optional<String> target(SipMessage message) {
        try {
            return message.contacts().stream().map(NameAddress::uri).findFirst();
        } catch (SipParseException e) {
            return Optional.empty();
        }
    }

    /** The same after one more request of ours. */
    public EndDialog next() {
        return new EndDialog(callId, localTag, remote, cseq + 1, target, route);
    }
}
