package org.gatehouse.ims.pcscf.traffic;

import java.util.List;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityCheck;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * Security-Verify in requests after the registration: "These requests MUST contain a
 * Security-Verify header field that mirrors the server's list" (RFC 3329 clause 2.3.1). One that
 * differs shows that somebody changed the list on its way; one that is missing shows nothing: the
 * set has protected the request.
 */
public sealed interface LaterVerify {
    /** It mirrors the list. */
    record Same() implements LaterVerify {}

    record Missing() implements LaterVerify {}

    /** It is a part of the list, and what it lacks. */
    record Partial(String text) implements LaterVerify {}

    /** It does not, and how. */
    record Differs(String text) implements LaterVerify {}

    /**
     * Looks at a request.
     *
     * @param agreed Security-Server lists of the user's sets: in a rollover the UE may repeat
     *     either; the latest first
     */
    static LaterVerify of(SipRequest request, List<SecurityList> agreed) {
        if (!request.hasHeader("Security-Verify")) {
            return new Missing();
        }
        try {
            SecurityList verify = SecurityList.parse(request.headers("Security-Verify"));
            if (agreed.isEmpty() || agreed.stream().anyMatch(verify::sameAgreement)) {
                return new Same();
            }
            return SecurityCheck.ofVerify(agreed.getFirst(), verify)
                    .<LaterVerify>map(differs ->
                            agreed.stream().anyMatch(list -> SecurityCheck.isPart(list, verify))
                                    ? new Partial(differs.text())
                                    : new Differs(differs.text()))
                    .orElseGet(Same::new);
        } catch (SecAgreeSyntaxException e) {
            return new Differs(String.valueOf(e.getMessage()));
        }
    }
}
