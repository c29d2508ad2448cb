package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** Requests and responses for the tests of transactions. */
final class Messages {
    static final String BRANCH = "z9hG4bK776asdhds";

    static SipRequest request(String method) {
        return request(method, "SIP/2.0/UDP 192.0.2.1:5070;branch=" + BRANCH);
    }

    static SipRequest request(String method, String via) {
        return SipRequest.building(method, "sip:bob@home.net")
                .set("Via", via)
                .add("Route", "<sip:p1.home.net;lr>")
                .add("Route", "<sip:p2.home.net;lr>")
                .set("From", "<sip:alice@home.net>;tag=88sja8x")
                .set("To", "<sip:bob@home.net>")
                .set("Call-ID", "987asjd97y7atg")
                .set("CSeq", "986759 " + method)
                .set("Max-Forwards", "70")
                .build();
    }

    static SipResponse response(SipRequest request, int status) {
        return SipResponse.answering(request, status).toTag("99sa0xk").build();
    }

    private Messages() {}
}
