package org.gatehouse.ims.pcscf.testkit;

import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** Answers of the home network to what the P-CSCF forwarded. */
public final class HomeMessages {
    public static final String CK = "00112233445566778899aabbccddeeff";
    public static final String IK = "ffeeddccbbaa99887766554433221100";
    public static final String SERVICE_ROUTE = "<sip:orig@127.0.0.1:5082;lr>";

    private HomeMessages() {}

    /** SM5. */
    public static SipResponse challenge(SipRequest forwarded, String nonce) {
        return challenge(forwarded, nonce, ", ck=\"" + CK + "\", ik=\"" + IK + "\"");
    }

    public static SipResponse challenge(SipRequest forwarded, String nonce, String keys) {
        return answer(forwarded, 401)
                .set(
                        "WWW-Authenticate",
                        "Digest realm=\"%s\", nonce=\"%s\", algorithm=AKAv1-MD5, qop=\"auth\"%s"
                                .formatted(UeMessages.DOMAIN, nonce, keys))
                .build();
    }

    /** SM11 for that many seconds. */
    public static SipResponse ok(SipRequest forwarded, int expires) {
        String contact = String.valueOf(forwarded.header("Contact"));
        ResponseEditor editor = answer(forwarded, 200);
        if (expires > 0) {
            editor.set("Contact", contact.replaceAll(";expires=\\d+", "") + ";expires=" + expires);
        }
        return editor.set("Service-Route", SERVICE_ROUTE)
                .set("P-Associated-URI", "<" + UeMessages.IMPU + ">, <tel:+00101000000001>")
                .set("Path", String.valueOf(forwarded.header("Path")))
                .set("P-Charging-Vector", "icid-value=\"x\"")
                .build();
    }

    public static SipResponse failure(SipRequest forwarded, int status) {
        return answer(forwarded, status).build();
    }

    /** As the core sees it: the own Via of the P-CSCF is on top. */
    private static ResponseEditor answer(SipRequest forwarded, int status) {
        boolean hasOwnVia = forwarded.vias().size() > 1;
        SipRequest withVia =
                hasOwnVia
                        ? forwarded
                        : forwarded
                                .edit()
                                .prepend("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKown")
                                .build();
        return SipResponse.answering(withVia, status).toTag("home");
    }
}
