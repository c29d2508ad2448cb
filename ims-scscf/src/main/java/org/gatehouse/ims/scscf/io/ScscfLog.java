package org.gatehouse.ims.scscf.io;

import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.subscriber.Outcome;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each outcome of a registration. */
final class ScscfLog {
    private static final Logger LOG =
            LoggerFactory.getLogger("org.gatehouse.ims.scscf.registration");

    private static final String LINE =
            "registration outcome={} impi={} impu={} call-id={} reason=\"{}\"";

    /** Logs what a REGISTER came to; gives the outcome in one word. */
    String outcome(RegisterRequest request, Outcome outcome) {
        String word = word(outcome);
        LOG.info(
                LINE,
                word,
                LogText.of(request.impi()),
                LogText.of(request.impu()),
                LogText.of(request.sip().callId()),
                reason(outcome));
        return word;
    }

    /** A request that was refused before it was known whom it is about. */
    void refused(SipRequest request, Refusal refusal) {
        LOG.info(
                LINE,
                "refused",
                "-",
                LogText.of(request.to().uri()),
                LogText.of(request.callId()),
                status(refusal));
    }

    void abandoned(SubscriberEffect.ChallengeAbandoned abandoned) {
        LOG.info(
                LINE,
                "challenge-unanswered",
                LogText.of(abandoned.impi()),
                LogText.of(abandoned.impu()),
                LogText.of(abandoned.callId()),
                "no answer in time");
    }

    void terminated(SubscriberEffect.RegistrationTerminated terminated) {
        LOG.info(
                LINE,
                "terminated",
                LogText.of(terminated.set().impi()),
                LogText.of(terminated.set().impu()),
                "-",
                "by the HSS, " + terminated.reason());
    }

    void asked(SubscriberEffect.ReauthenticationAsked asked) {
        LOG.info(
                LINE,
                "reauthentication-asked",
                LogText.of(asked.impi()),
                "-",
                "-",
                "time " + asked.times());
    }

    void ignored(SubscriberEffect.ReauthenticationIgnored ignored) {
        LOG.info(
                LINE,
                "reauthentication-ignored",
                LogText.of(ignored.set().impi()),
                LogText.of(ignored.set().impu()),
                "-",
                "deregistered");
    }

    void profileChanged(SubscriberEffect.ProfileChanged changed) {
        LOG.info(
                LINE,
                "profile-changed",
                LogText.of(changed.set().impi()),
                LogText.of(changed.set().impu()),
                "-",
                "by the HSS");
    }

    void expired(SubscriberEffect.RegistrationExpired expired) {
        LOG.info(
                LINE,
                "expired",
                LogText.of(expired.impi()),
                LogText.of(expired.impu()),
                "-",
                "last contact ran out");
    }

    /** The HSS was told something; worth a line only if it did not take it. */
    void told(CxRequest request, CxOutcome outcome) {
        boolean taken =
                outcome instanceof CxOutcome.Answered answered
                        && answered.answer().result().isSuccess();
        if (!taken) {
            LOG.warn(
                    "hss not-told request={} impi={} reason=\"{}\"",
                    request.getClass().getSimpleName(),
                    LogText.of(String.valueOf(request.impi())),
                    LogText.of(String.valueOf(outcome)));
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Challenged _ -> "challenged";
            case Outcome.Confirmed confirmed ->
                    confirmed.bindings().isEmpty() ? "deregistered" : "registered";
            case Outcome.Refused refused ->
                    refused.refusal() instanceof Refusal.AuthenticationFailed
                            ? "authentication-failed"
                            : "refused";
        };
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Challenged _ -> "401";
            case Outcome.Confirmed confirmed ->
                    "200, contacts " + confirmed.bindings().list().size();
            case Outcome.Refused refused -> status(refused.refusal());
        };
    }

    private static String status(Refusal refusal) {
        String why = refusal.why().replaceAll("[^ -~]|\"", "?");
        return SipStatus.of(refusal).code() + ", " + why;
    }
}
