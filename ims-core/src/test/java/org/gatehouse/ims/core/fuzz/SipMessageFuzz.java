package org.gatehouse.ims.core.fuzz;

import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.MessageLimits;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.Via;

/** A datagram: read, every hot field asked for, edited as a proxy does, answered, encoded. */
public final class SipMessageFuzz {
    private static final List<String> ADDRESSES =
            List.of(
                    "Contact",
                    "Route",
                    "Record-Route",
                    "Path",
                    "Service-Route",
                    "P-Associated-URI",
                    "P-Asserted-Identity",
                    "P-Preferred-Identity");

    private static final List<String> SECURITY =
            List.of("Security-Client", "Security-Server", "Security-Verify");

    /** Header fields and octets that editing adds at most. */
    private static final int ROOM = 8;

    private static final int LONGEST_REASON = 400;

    /** What a request that can't be read is answered with. */
    private static final Set<Integer> STATUSES = Set.of(400, 505, 513);

    private SipMessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        boolean keepAlive = SipKeepAlive.isKeepAlive(input);
        SipMessage message;
        try {
            message = SipMessage.parse(input.clone());
        } catch (SipParseException refused) {
            refused(refused);
            return;
        }
        Holds.that(!keepAlive, "a keep-alive is a message");
        Holds.that(message.size() <= input.length, "longer than what came");
        read(message);
        SipMessage again = parsed(message.encode());
        Holds.same(message.encode(), again.encode(), "encoded twice");
        sameEssentials(message, again);
        if (hasRoom(message)) {
            edit(message);
            if (message instanceof SipRequest request) {
                answer(request, true);
            }
        }
    }

    private static void refused(SipParseException refused) {
        Holds.shortLine(refused.message(), LONGEST_REASON);
        Holds.that(refused.line() >= 0, "line " + refused.line());
        Holds.that(STATUSES.contains(refused.status()), "status " + refused.status());
        refused.answerable().ifPresent(request -> answer(request, false));
    }

    private static void read(SipMessage message) {
        Holds.shortLine(message.toString(), LONGEST_REASON);
        Holds.that(message.vias().size() <= MessageLimits.VALUES_OF_A_NAME, "Vias");
        Holds.that(message.method().equals(message.cseq().method()), "method");
        for (String name : ADDRESSES) {
            readAddresses(message, name);
        }
        try {
            Holds.that(message.expires().orElse(0) <= 0xffff_ffffL, "Expires");
        } catch (SipParseException refused) {
            Holds.shortLine(refused.message(), LONGEST_REASON);
        }
        for (String name : SECURITY) {
            try {
                Holds.that(
                        SecurityList.parse(message.headers(name)).mechanisms().size() <= 32, name);
            } catch (SecAgreeSyntaxException refused) {
                Holds.shortLine(String.valueOf(refused.getMessage()), LONGEST_REASON);
            }
        }
        String authorization = message.header("Authorization");
        if (authorization != null) {
            try {
                DigestCredentials credentials = DigestCredentials.parse(authorization);
                Holds.same(authorization, credentials.text(), "Authorization");
            } catch (DigestSyntaxException refused) {
                Holds.shortLine(String.valueOf(refused.getMessage()), LONGEST_REASON);
            }
        }
    }

    private static void readAddresses(SipMessage message, String name) {
        Holds.that(message.hasHeader(name) == !message.headers(name).isEmpty(), name);
        try {
            for (NameAddress address : message.addresses(name)) {
                address.sipUri().addressOfRecord();
            }
        } catch (SipParseException refused) {
            Holds.shortLine(refused.message(), LONGEST_REASON);
        }
    }

    private static boolean hasRoom(SipMessage message) {
        int fields = 0;
        for (byte octet : message.encode()) {
            fields += octet == '\n' ? 1 : 0;
        }
        return fields < MessageLimits.HEADER_FIELDS - ROOM
                && message.size() < MessageLimits.HEADER_FIELD_OCTETS - 128 * ROOM
                && message.vias().size() < MessageLimits.VALUES_OF_A_NAME - ROOM;
    }

    private static void edit(SipMessage message) {
        switch (message) {
            case SipRequest request -> editRequest(request);
            case SipResponse response -> {
                SipMessage unchanged = parsed(response.edit().build().encode());
                sameEssentials(response, unchanged);
                if (response.vias().size() > 1) {
                    SipMessage forwarded =
                            parsed(response.edit().removeFirstValue("Via").build().encode());
                    Holds.same(
                            message.vias().subList(1, message.vias().size()),
                            forwarded.vias(),
                            "Vias behind the first");
                }
            }
        }
    }

    /** What a proxy does at an edge that trusts nobody. */
    private static void editRequest(SipRequest request) {
        SipMessage unchanged = parsed(request.edit().build().encode());
        sameEssentials(request, unchanged);
        Holds.same(request.body(), unchanged.body(), "body");

        Via seen = request.topVia().withParam("received", "192.0.2.1").withParam("rport", "5060");
        RequestEditor editor =
                request.edit()
                        .replaceFirstValue("Via", seen.toString())
                        .prepend("Via", "SIP/2.0/UDP p.home.net;branch=z9hG4bK1")
                        .set("Max-Forwards", "69")
                        .remove("P-Asserted-Identity")
                        .remove("Security-Verify")
                        .removeFirstValue("Route")
                        .prepend("Path", "<sip:term@p.home.net;lr>");
        for (String name : ADDRESSES.subList(2, 4)) {
            String value = request.header(name);
            if (value != null) {
                editor.set("X-Copy", value);
            }
        }
        SipRequest edited = (SipRequest) parsed(editor.build().encode());
        Holds.that(!edited.hasHeader("P-Asserted-Identity"), "an identity was smuggled through");
        Holds.that(!edited.hasHeader("Security-Verify"), "Security-Verify was forwarded");
        Holds.same(69, edited.maxForwards(), "Max-Forwards");
        Holds.same(request.vias().size() + 1, edited.vias().size(), "number of Vias");
        Holds.same("192.0.2.1", edited.vias().get(1).received(), "received");
        Holds.same(5060, edited.vias().get(1).rport(), "rport");
        Holds.same(request.requestUri(), edited.requestUri(), "Request-URI");
        Holds.same(request.callId(), edited.callId(), "Call-ID");
        int routes = request.headerValues("Route").size();
        Holds.same(Math.max(routes - 1, 0), edited.headerValues("Route").size(), "Routes");
    }

    private static void answer(SipRequest request, boolean whole) {
        SipResponse response =
                SipResponse.answering(request, 401)
                        .toTag("t4g")
                        .add("WWW-Authenticate", "Digest realm=\"home.net\"")
                        .build();
        if (whole) {
            SipResponse again = (SipResponse) parsed(response.encode());
            Holds.same(request.vias(), again.vias(), "Via of an answer");
            Holds.same(request.cseq(), again.cseq(), "CSeq of an answer");
            Holds.same(request.from(), again.from(), "From of an answer");
            Holds.that(again.to().tag() != null, "an answer without a tag");
        }
    }

    private static void sameEssentials(SipMessage expected, SipMessage got) {
        Holds.same(expected.startLine(), got.startLine(), "start line");
        Holds.same(expected.vias(), got.vias(), "Via");
        Holds.same(expected.cseq(), got.cseq(), "CSeq");
        Holds.same(expected.callId(), got.callId(), "Call-ID");
        Holds.same(expected.from(), got.from(), "From");
        Holds.same(expected.to(), got.to(), "To");
        for (String name : ADDRESSES) {
            Holds.same(expected.headers(name), got.headers(name), name);
        }
    }

    private static SipMessage parsed(byte[] octets) {
        try {
            return SipMessage.parse(octets);
        } catch (SipParseException refused) {
            throw new AssertionError("what we send does not parse: " + refused.message(), refused);
        }
    }
}
