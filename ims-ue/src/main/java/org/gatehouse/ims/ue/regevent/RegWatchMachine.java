package org.gatehouse.ims.ue.regevent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
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
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;
import org.gatehouse.ims.core.sip.reginfo.RegInfoXml;
import org.gatehouse.ims.ue.regevent.RegWatchState.Active;
import org.gatehouse.ims.ue.regevent.RegWatchState.Asked;
import org.gatehouse.ims.ue.regevent.RegWatchState.Denied;
import org.gatehouse.ims.ue.regevent.RegWatchState.Off;
import org.gatehouse.ims.ue.regevent.RegWatchState.Seen;
import org.gatehouse.ims.ue.regevent.RegWatchState.Waiting;
import org.gatehouse.ims.ue.registration.Lifetimes;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.gatehouse.ims.ue.traffic.UeDialog;
import org.jspecify.annotations.Nullable;

/** The UE as a subscriber to its registration. See {@link RegWatchState} for the diagram. */
public final class RegWatchMachine {
    /** "an Expires header containing the value of 600 000 seconds" (TS 24.229 clause 5.1.1.3). */
    private static final String EXPIRES = "Expires: 600000";

    /** A subscription that failed is tried again this much later; a lost one as well. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** Pause before a registration in probation where the network names none. */
    static final Duration PROBATION = Duration.ofSeconds(60);

    /** Answers after which there is no use in asking again. */
    private static final Set<Integer> DENIALS = Set.of(403, 404, 405, 406, 420, 489, 501);

    private final String impu;

    /**
     * @param impu identity whose registration is watched: Request-URI of SUBSCRIBEs
     */
    public RegWatchMachine(String impu) {
        this.impu = impu;
    }

    public Step<RegWatchState, RegWatchEffect> on(
            RegWatchState now, RegWatchEvent event, Instant at) {
        return switch (event) {
            case RegWatchEvent.Registered _ ->
                    now instanceof Off ? Step.of(now, subscribe()) : Step.quiet(now);
            case RegWatchEvent.Gone _ -> Step.quiet(new Off());
            case RegWatchEvent.Sent sent -> sent(now, sent.request(), at);
            case RegWatchEvent.Answered answered ->
                    answered(now, answered.request(), answered.response(), at);
            case RegWatchEvent.Notified notified -> notified(now, notified, at);
            case RegWatchEvent.Due _ -> due(now, at);
        };
    }

    // ---- SUBSCRIBE

    private RegWatchEffect subscribe() {
        return new RegWatchEffect.Subscribe(
                Outgoing.of("SUBSCRIBE", impu, "Event: reg", "Accept: " + RegInfo.TYPE, EXPIRES));
    }

    private static RegWatchEffect refresh(Active now) {
        return new RegWatchEffect.Subscribe(
                Outgoing.in(
                        now.dialog(),
                        "SUBSCRIBE",
                        "Event: reg",
                        "Accept: " + RegInfo.TYPE,
                        EXPIRES));
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
        Instant refreshAt = Lifetimes.refresh(at, granted(response));
        return switch (now) {
            case Asked asked ->
                    Step.quiet(
                            UeDialog.begun(request, response)
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
                ? Step.of(new Off(), subscribe())
                : Step.quiet(new Waiting(at.plus(PAUSE)));
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
            case Active active -> Step.of(active, refresh(active));
            case Waiting _ -> Step.of(new Off(), subscribe());
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
            if (!obey(info.get(), event.own(), effects)) {
                // "If there is a gap [..] the watcher [..] SHOULD [..] refresh" (RFC 3680 5.1)
                boolean gap = !info.get().full() && version > seen.version() + 1;
                if (gap && next instanceof Active active) {
                    effects.add(refresh(active));
                }
            }
        }
        return new Step<>(afterwards(next, request, at), effects);
    }

    /**
     * Does what the document says of the own contact.
     *
     * @return whether that ends the registration
     */
    private static boolean obey(
            RegInfo info, Set<InetSocketAddress> own, List<RegWatchEffect> effects) {
        Contact mine = OwnContact.in(info, own).orElse(null);
        if (mine == null) {
            return false;
        }
        if (mine.isActive()) {
            if (mine.event() == ContactEvent.SHORTENED) {
                effects.add(new RegWatchEffect.Reregister());
            }
            return false;
        }
        Long wanted = mine.retryAfter();
        Duration again =
                switch (mine.event()) {
                    // "the UE shall start the initial registration procedure"
                    case DEACTIVATED, EXPIRED -> Duration.ZERO;
                    case PROBATION -> wanted == null ? PROBATION : Duration.ofSeconds(wanted);
                    default -> null;
                };
        effects.add(new RegWatchEffect.Ended(mine.event(), again));
        return true;
    }

    /** What Subscription-State leaves of the subscription. */
    private static RegWatchState afterwards(RegWatchState now, SipRequest notify, Instant at) {
        String state = String.valueOf(notify.header("Subscription-State")).toLowerCase(Locale.ROOT);
        if (!state.startsWith("terminated")) {
            return now;
        }
        boolean forGood = state.contains("reason=rejected") || state.contains("reason=noresource");
        return forGood ? new Denied() : new Waiting(at.plus(PAUSE));
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
