package org.gatehouse.ims.core.sip.proxy;

import java.util.Arrays;
import org.gatehouse.ims.core.sip.SipMessage;

/** Privacy (RFC 3323) as far as the asserted identity is concerned. */
public final class Privacy {
    private Privacy() {}

    /**
     * Privacy type id: "the user would like the Network Asserted Identity to be kept private with
     * respect to SIP entities outside the Trust Domain" (RFC 3325 clause 9.3). A UE is outside.
     */
    public static boolean withholdsIdentity(SipMessage message) {
        return message.headerValues("Privacy").stream()
                .flatMap(value -> Arrays.stream(value.split(";")))
                .anyMatch(token -> token.strip().equalsIgnoreCase("id"));
    }
}
