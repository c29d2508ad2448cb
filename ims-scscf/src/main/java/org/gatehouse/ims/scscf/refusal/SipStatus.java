package org.gatehouse.ims.scscf.refusal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.text.ReasonPhrases;

/**
 * The status line of a refusal, and the header fields that belong to it.
 *
 * @param headers in the order they are added
 */
public record SipStatus(int code, String reason, Map<String, String> headers) {
    /** How long a peer is asked to wait while we, or the HSS, can't serve: one reconnection. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private static final int TRANSIENT_CLASS = 4;

    public SipStatus {
        headers = Map.copyOf(headers);
    }

    /** The one place that maps failures to SIP. */
    public static SipStatus of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Malformed _ -> plain(400, "Bad Request");
            case Refusal.UntrustedPeer _ -> plain(403, "Forbidden");
            case Refusal.IdentityNotAllowed _ -> plain(403, "Forbidden");
            case Refusal.SubscriberNotAllowed _ -> plain(403, "Forbidden");
            case Refusal.NotAcceptable _ ->
                    with(406, "Not Acceptable", Map.of("Accept", RegInfo.TYPE));
            case Refusal.NoSuchSubscription _ -> plain(481, "Subscription Does Not Exist");
            // "a notifier [..] MUST include an Allow-Events header field" in a 489 (RFC 3265 7.2.2)
            case Refusal.BadEvent _ ->
                    with(489, "Bad Event", Map.of("Allow-Events", RegInfo.EVENT));
            case Refusal.NotOfTheCore _ -> plain(403, "Next Hop Not Allowed");
            case Refusal.NoSuchUser _ -> plain(404, "Not Found");
            // RFC 3261 clause 21.4.5: "the domain in the Request-URI does not match any of the
            // domains handled by the recipient"
            case Refusal.NoInterconnect _ -> plain(404, "No Interconnection");
            case Refusal.NextHopSilent _ -> plain(408, "Request Timeout");
            case Refusal.NotRegistered _ -> plain(480, "Temporarily Unavailable");
            case Refusal.NotImplemented _ -> plain(501, "Not Implemented");
            // TS 33.203 clause 6.1.2.2: "no security parameters shall be included in this message"
            case Refusal.AuthenticationFailed _ -> plain(403, "Auth_Failure");
            case Refusal.Invalid invalid -> of(invalid.fault());
            case Refusal.IntervalTooBrief brief ->
                    with(
                            423,
                            "Interval Too Brief",
                            Map.of("Min-Expires", Long.toString(brief.minimum().toSeconds())));
            case Refusal.OutOfOrder _ -> plain(500, "CSeq Out Of Order");
            case Refusal.HssRefused refused -> ofHss(refused.result());
            case Refusal.HssAnswerUnusable _ -> plain(500, "Server Internal Error");
            case Refusal.HssUnreachable _ -> later(503, "Service Unavailable");
            case Refusal.Overloaded _ -> later(503, "Service Unavailable");
            case Refusal.HssSilent _ -> plain(504, "Server Time-out");
            case Refusal.ServerSilent _ -> plain(504, "Server Time-out");
            case Refusal.NoCapableServer _ -> later(480, "Temporarily Unavailable");
        };
    }

    /**
     * TS 24.229 clauses 5.3.1.2 and 5.4.1.2: what the HSS says of the user (unknown, not of this
     * IMPI, roaming not allowed, barred) is 403; what ails the HSS is not the user's fault.
     */
    private static SipStatus ofHss(CxResult result) {
        if (result.equals(CxResult.DIAMETER_TOO_BUSY)
                || (!result.experimental() && result.code() / 1000 == TRANSIENT_CLASS)) {
            return later(480, "Temporarily Unavailable");
        }
        boolean aboutTheUser =
                result.equals(CxResult.DIAMETER_ERROR_USER_UNKNOWN)
                        || result.equals(CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH)
                        || result.equals(CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)
                        || result.equals(CxResult.DIAMETER_ERROR_ROAMING_NOT_ALLOWED)
                        || result.equals(CxResult.DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED)
                        || result.equals(CxResult.DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED)
                        || result.equals(CxResult.DIAMETER_AUTHORIZATION_REJECTED);
        return aboutTheUser ? plain(403, "Forbidden") : plain(500, "Server Internal Error");
    }

    private static SipStatus of(RequestFault fault) {
        Map<String, String> headers =
                fault instanceof RequestFault.UnsupportedExtensions extensions
                        ? Map.of("Unsupported", String.join(", ", extensions.tags()))
                        : Map.of();
        return with(fault.status(), ReasonPhrases.of(fault.status()), headers);
    }

    private static SipStatus plain(int code, String reason) {
        return new SipStatus(code, reason, Map.of());
    }

    private static SipStatus later(int code, String reason) {
        return with(code, reason, Map.of("Retry-After", Long.toString(RETRY_AFTER.toSeconds())));
    }

    private static SipStatus with(int code, String reason, Map<String, String> headers) {
        return new SipStatus(code, reason, new LinkedHashMap<>(headers));
    }
}
