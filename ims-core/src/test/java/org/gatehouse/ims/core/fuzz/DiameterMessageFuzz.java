package org.gatehouse.ims.core.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterHeader;
import org.gatehouse.ims.core.diameter.DiameterLimits;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;

/** One Diameter message as the framing cuts it: decoded, read as Cx both ways, answered. */
public final class DiameterMessageFuzz {
    private static final LocalPeer OWN = new LocalPeer("hss.home.net", "home.net", "x", 1);
    private static final CxRoute ROUTE = new CxRoute(OWN, "home.net");

    private static final List<CxRequest> ASKED =
            List.of(
                    new UserAuthorization(
                            "a@home.net",
                            "sip:a@home.net",
                            "v",
                            UserAuthorization.Type.REGISTRATION),
                    new MultimediaAuth("a@home.net", "sip:a@home.net", "sip:s", 1, null),
                    new ServerAssignment(
                            "a@home.net",
                            List.of("sip:a@home.net"),
                            "sip:s",
                            AssignmentType.ofCode(1).orElseThrow(),
                            false));

    private DiameterMessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < DiameterHeader.OCTETS) {
            return;
        }
        byte[] octets = input.clone();
        // The framing lets nothing else pass; most inputs would end here.
        ByteBuffer.wrap(octets).putInt(DiameterHeader.VERSION << 24 | octets.length);
        DiameterMessage message;
        try {
            message = DiameterMessage.decode(octets);
        } catch (DiameterSyntaxException refused) {
            Holds.that(refused.resultCode() >= 3000, "Result-Code of a refusal");
            decoded(ErrorAnswers.to(octets, OWN, refused).encode());
            return;
        }
        Holds.that(message.avps().size() <= DiameterLimits.MAX_AVPS, "AVPs");
        Holds.same(message, decoded(message.encode()), "message written and read");
        if (message.isRequest()) {
            request(message);
        } else {
            answers(message);
        }
    }

    private static void request(DiameterMessage message) {
        CxRequest request;
        try {
            request = CxRequestCodec.decode(message);
        } catch (DiameterSyntaxException refused) {
            Holds.that(refused.resultCode() >= 3000, "Result-Code of a refusal");
            DiameterMessage answer = ErrorAnswers.to(message, OWN, refused);
            Holds.that(!answer.isRequest(), "an answer is a request");
            Holds.same(answer, decoded(answer.encode()), "refusal written and read");
            Holds.that(
                    answer.avps().first(AvpCode.ERROR_MESSAGE).map(Avp::data).orElseThrow().length
                            <= 4 * DiameterLimits.MAX_ERROR_TEXT,
                    "Error-Message");
            return;
        }
        DiameterMessage own = CxRequestCodec.encode(request, "s;1;1", ROUTE);
        try {
            Holds.same(request, CxRequestCodec.decode(decoded(own.encode())), "request");
        } catch (DiameterSyntaxException refused) {
            throw new AssertionError("our request is refused: " + refused.getMessage(), refused);
        }
    }

    private static void answers(DiameterMessage message) {
        for (CxRequest asked : ASKED) {
            CxAnswer answer;
            try {
                answer = CxAnswerCodec.decode(asked, message);
            } catch (DiameterSyntaxException refused) {
                continue;
            }
            DiameterMessage request = CxRequestCodec.encode(asked, "s;1;1", ROUTE);
            DiameterMessage own = CxAnswerCodec.encode(request, answer, OWN);
            if (own.header().isError()) {
                continue; // a protocol error says nothing but its code
            }
            try {
                Holds.same(answer, CxAnswerCodec.decode(asked, decoded(own.encode())), "answer");
            } catch (DiameterSyntaxException refused) {
                throw new AssertionError("our answer is refused: " + refused.getMessage(), refused);
            }
        }
    }

    private static DiameterMessage decoded(byte[] octets) {
        try {
            return DiameterMessage.decode(octets);
        } catch (DiameterSyntaxException refused) {
            throw new AssertionError("what we send does not decode", refused);
        }
    }
}
