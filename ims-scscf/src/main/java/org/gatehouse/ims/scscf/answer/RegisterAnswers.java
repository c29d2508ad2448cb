package org.gatehouse.ims.scscf.answer;

import java.time.Instant;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.subscriber.Outcome;

/** Puts outcomes into SIP. */
public final class RegisterAnswers {
    private final String serviceRoute;

    /**
     * @param serviceRoute value of Service-Route: where the user's own requests are to go
     */
    public RegisterAnswers(String serviceRoute) {
        this.serviceRoute = serviceRoute;
    }

    /** The response to a REGISTER. */
    public SipResponse of(RegisterRequest request, Outcome outcome, String toTag, Instant at) {
        return switch (outcome) {
            case Outcome.Challenged challenged ->
                    SipResponse.answering(request.sip(), 401)
                            .toTag(toTag)
                            .add("WWW-Authenticate", challenged.challenge().text())
                            .build();
            case Outcome.Confirmed confirmed -> confirm(request, confirmed, toTag, at);
            case Outcome.Refused refused -> refuse(request.sip(), refused.refusal(), toTag);
        };
    }

    /** The response to any request that is refused. */
    public static SipResponse refuse(SipRequest request, Refusal refusal, String toTag) {
        SipStatus status = SipStatus.of(refusal);
        ResponseEditor response =
                SipResponse.answering(request, status.code(), status.reason()).toTag(toTag);
        status.headers().forEach(response::add);
        return response.build();
    }

    private SipResponse confirm(
            RegisterRequest request, Outcome.Confirmed confirmed, String toTag, Instant at) {
        ResponseEditor response = SipResponse.answering(request.sip(), 200).toTag(toTag);
        for (Binding binding : confirmed.bindings().list()) {
            response.add("Contact", binding.contact() + ";expires=" + binding.secondsLeft(at));
        }
        // RFC 3327 clause 5.3: "The registrar [..] MUST copy the Path header field values into a
        // Path header field in the successful (200 OK) REGISTER response."
        request.path().forEach(value -> response.add("Path", value));
        if (!confirmed.bindings().isEmpty()) {
            response.add("Service-Route", serviceRoute);
            if (!confirmed.associated().isEmpty()) {
                response.add(
                        "P-Associated-URI",
                        confirmed.associated().stream()
                                .map(impu -> "<" + impu + ">")
                                .collect(Collectors.joining(", ")));
            }
        }
        return response.build();
    }
}
