package org.gatehouse.ims.core.sip.regwatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfoXml;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Active;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Asked;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Denied;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Off;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Seen;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState.Waiting;
import org.jspecify.annotations.Nullable;

/** The subscriber to a registration. See {@link RegWatchState} for the diagram. */
public final class RegWatchMachine {
    /**
     * What every SUBSCRIBE has, each as {@code Name: value}: "an Expires header containing the
     * value of 600 000 seconds" (TS 24.229 clause 5.1.1.3).
     */
    public static final List<String> HEADERS =
            List.of("Event: " + RegInfo.EVENT, "Accept: " + RegInfo.TYPE, "Expires: 600000");

    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Duration EARLY = Duration.ofMinutes(10);

    /** A subscription that failed is tried again this much later; a lost one as well. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** Answers after which there is no use in asking again. */
    private static final Set<Integer> DENIALS = Set.of(403, 404, 405, 406, 420, 489, 501);

    public Step<RegWatchState, RegWatchEffect> on(
            RegWatchState now, RegWatchEvent event, Instant at) {
        return switch (event) {
            case RegWatchEvent.Registered _ -> now instanceof Off ? subscribe(at) : Step.quiet(now);
            case RegWatchEvent.Gone _ -> Step.quiet(new Off());
            case RegWatchEvent.Sent sent -> sent(now, sent.request(), at);
            case RegWatchEvent.Answered answered ->
                    answered(now, answered.request(), answered.response(), at);
            case RegWatchEvent.Notified notified -> notified(now, notified, at);
            case RegWatchEvent.Due _ -> due(now, at);
        };
    }

    // ---- SUBSCRIBE

    /** Until it has left, and if it can't. */
    private static Step<RegWatchState, RegWatchEffect> subscribe(Instant at) {
        return Step.of(new Waiting(at.plus(PAUSE)), new RegWatchEffect.Subscribe(null));
    }

    private static Step<RegWatchState, RegWatchEffect> sent(
            RegWatchState now, @Nullable SipRequest request, Instant at) {
        if (request == null) {
            return Step.quiet(new Waiting(at.plus(PAUSE)));
        }
        if (now instanceof Active active) {
            // until the answer says more
            return Step.quiet(new Active(active.dialog().next(), active.seen(), at.plus(PAUSE)));
        }
        String tag = String.valueOf(request.from().tag());
        return Step.quiet(new Asked(request.callId(), tag, Seen.NOTHING));
    }

    private Step<RegWatchState, RegWatchEffect> answered(
            RegWatchState now, SipRequest request, @Nullable SipResponse response, Instant at) {
        if (!isOf(now, request.callId(), request.from().tag())) {
            return Step.quiet(now);
        }
        if (response == null || !response.isSuccess()) {
            return refused(now, response, at);
        }
        Instant refreshAt = refreshAt(at, granted(response));
        return switch (now) {
            case Asked asked ->
                    Step.quiet(
                            EndDialog.begun(request, response)
                                    .<RegWatchState>map(
                                            dialog -> new Active(dialog, asked.seen(), refreshAt))
                                    .orElseGet(() -> new Waiting(at.plus(PAUSE))));
            case Active active -> Step.quiet(new Active(active.dialog(), active.seen(), refreshAt));
            default -> Step.quiet(now);
        };
    }

    private Step<RegWatchState, RegWatchEffect> refused(
            RegWatchState now, @Nullable SipResponse response, Instant at) {
        if (response != null && DENIALS.contains(response.status())) {
            return Step.quiet(new Denied());
        }
        // "481 [..] the subscriber [..] MAY subscribe again" in a dialogue of its own
        return now instanceof Active && response != null && response.status() == 481
                ? subscribe(at)
                : Step.quiet(new Waiting(at.plus(PAUSE)));
    }

    /**
     * "600 seconds before the expiration time if the initial subscription was for greater than 1200
     * seconds, or when half of the time has expired" (TS 24.229 clause 5.1.1.3).
     */
    private static Instant refreshAt(Instant at, Duration granted) {
        return granted.compareTo(LONG) > 0
                ? at.plus(granted).minus(EARLY)
                : at.plus(granted.dividedBy(2));
    }

    /** Whether a request is a NOTIFY of the package. */
    public static boolean isNotify(SipRequest request) {
        String event = request.header("Event");
        return request.method().equals("NOTIFY")
                && event != null
                && event.split(";", 2)[0].strip().equals(RegInfo.EVENT);
    }

    private static Duration granted(SipMessage message) {
        try {
            return Duration.ofSeconds(message.expires().orElse(PAUSE.toSeconds()));
        } catch (SipParseException e) {
            return PAUSE;
        }
    }

    private Step<RegWatchState, RegWatchEffect> due(RegWatchState now, Instant at) {
        if (now.deadline().filter(deadline -> !at.isBefore(deadline)).isEmpty()) {
            return Step.quiet(now);
        }
        return switch (now) {
            case Active active -> Step.of(active, new RegWatchEffect.Subscribe(active.dialog()));
            case Waiting _ -> subscribe(at);
            default -> Step.quiet(now);
        };
    }

    // ---- NOTIFY

    private Step<RegWatchState, RegWatchEffect> notified(
            RegWatchState now, RegWatchEvent.Notified event, Instant at) {
        SipRequest request = event.request();
        if (!isOf(now, request.callId(), request.to().tag())) {
            // "If it does not match [..] a 481" (RFC 3265 clause 3.2.4)
            return Step.of(now, new RegWatchEffect.Answer(481));
        }
        List<RegWatchEffect> effects = new ArrayList<>();
        effects.add(new RegWatchEffect.Answer(200));
        Seen seen = seen(now);
        if (request.cseq().number() <= seen.cseq()) {
            return new Step<>(now, effects);
        }
        Optional<RegInfo> info = RegInfoXml.read(new String(request.body(), UTF_8));
        long version = info.map(RegInfo::version).orElse(seen.version());
        RegWatchState next = with(now, new Seen(request.cseq().number(), version));
        if (info.isPresent() && version > seen.version()) {
            // a document that was lost: the whole state is asked for (RFC 3680 clause 5.1)
            boolean gap = !info.get().full() && version > seen.version() + 1;
            if (gap && next instanceof Active active) {
                effects.add(new RegWatchEffect.Subscribe(active.dialog()));
            }
            effects.add(new RegWatchEffect.Told(info.get()));
        }
        return new Step<>(afterwards(next, request, at), effects);
    }

    /** What Subscription-State leaves of the subscription. */
    private static RegWatchState afterwards(RegWatchState now, SipRequest notify, Instant at) {
        String state = String.valueOf(notify.header("Subscription-State")).toLowerCase(Locale.ROOT);
        if (!state.startsWith("terminated")) {
            return now;
        }
        // noresource, too, is worth a new subscription: whoever watches knows a registration
        return state.contains("reason=rejected") ? new Denied() : new Waiting(at.plus(PAUSE));
    }

    // ---- helpers

    private static boolean isOf(RegWatchState now, String callId, @Nullable String ownTag) {
        return switch (now) {
            case Asked asked -> asked.callId().equals(callId) && asked.ownTag().equals(ownTag);
            case Active active ->
                    active.dialog().callId().equals(callId)
                            && active.dialog().localTag().equals(ownTag);
            default -> false;
        };
    }

    private static Seen seen(RegWatchState now) {
        return switch (now) {
            case Asked asked -> asked.seen();
            case Active active -> active.seen();
            default -> Seen.NOTHING;
        };
    }

    private static RegWatchState with(RegWatchState now, Seen seen) {
        return switch (now) {
            case Asked asked -> new Asked(asked.callId(), asked.ownTag(), seen);
            case Active active -> new Active(active.dialog(), seen, active.refreshAt());
            default -> now;
        };
    }
}
