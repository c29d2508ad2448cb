package org.gatehouse.ims.pcscf.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.jspecify.annotations.Nullable;

/**
 * The dialogues one user takes part in (TS 24.229 clauses 5.2.6.3 and 5.2.6.4), learnt from what
 * passes in both directions: subscriptions, for sessions are not carried so far. Lives and is used
 * on the user's shard. A dialogue lasts as long as its subscription; all of them end with the
 * user's registration.
 */
public final class Dialogs {
    /**
     * Dialogues of one user, and as many that are about to begin; the one unused longest goes.
     * Phones have fewer than ten; one takes some 500 octets.
     */
    static final int MOST = 20;

    /** A subscription to which nobody says how long it lasts: as most event packages have it. */
    static final Duration USUAL = Duration.ofHours(1);

    /** The longest time that a peer may agree on: that of a registration (TS 24.229). */
    static final long LONGEST_SECONDS = 600_000;

    /**
     * How long a dialogue outlives its subscription: until the last NOTIFY and its answer are
     * through, with all retransmissions of a UE whose T1 is 2 s (64 of them).
     */
    static final Duration GRACE = Duration.ofSeconds(128);

    /** "Subscription-State: active;expires=600000" (RFC 3265 clause 7.4). */
    private static final Pattern STATE =
            Pattern.compile(
                    "\\s*(?<state>[a-z]+)\\s*(;.*?(?<=;)\\s*expires\\s*=\\s*(?<left>\\d{1,9})\\b)?.*",
                    Pattern.CASE_INSENSITIVE);

    private record Id(String callId, String ueTag, String otherTag) {}

    private record Opening(String callId, String otherTag) {}

    private record Timed(Dialog dialog, Instant until) {}

    private final Map<Id, Timed> established = new Bounded<>();
    private final Map<Opening, Timed> opening = new Bounded<>();

    /** The dialogue that a request of the UE is in; empty if he takes part in none such. */
    public Optional<Dialog> of(SipRequest fromUe, Instant now) {
        String ueTag = fromUe.from().tag();
        String otherTag = fromUe.to().tag();
        if (ueTag == null || otherTag == null) {
            return Optional.empty();
        }
        dropOver(now);
        Timed dialog = established.get(new Id(fromUe.callId(), ueTag, otherTag));
        return Optional.ofNullable(
                        dialog != null
                                ? dialog
                                : opening.get(new Opening(fromUe.callId(), otherTag)))
                .map(Timed::dialog);
    }

    /**
     * A request goes to the UE. Its NOTIFYs may overtake its 2xx, so from now on the UE may answer
     * in the dialogue that this opens.
     *
     * @param route Record-Route of the request as the core sent it
     */
    public void cameForUe(SipRequest request, List<String> route, Instant now) {
        dropOver(now);
        String otherTag = request.from().tag();
        if (ProxyRules.recordsRoute(request.method()) && otherTag != null) {
            opening.put(
                    new Opening(request.callId(), otherTag),
                    new Timed(new Dialog(route, Dialog.targetOf(request)), now.plus(GRACE)));
        }
    }

    /** The UE answered it, or nobody did: null. */
    public void answeredByUe(SipRequest request, @Nullable SipResponse answer, Instant now) {
        String otherTag = request.from().tag();
        if (!ProxyRules.recordsRoute(request.method()) || otherTag == null) {
            return;
        }
        Timed begun = opening.remove(new Opening(request.callId(), otherTag));
        String ueTag = answer == null ? null : answer.to().tag();
        if (begun != null && ueTag != null && answer != null && answer.isSuccess()) {
            Id id = new Id(request.callId(), ueTag, otherTag);
            learn(id, begun.dialog(), request, answer, now);
        }
    }

    /**
     * The core answered a request of the UE.
     *
     * @param route the way from the P-CSCF on, first hop first
     */
    public void answeredByCore(
            SipRequest request, SipResponse answer, List<String> route, Instant now) {
        String ueTag = request.from().tag();
        String otherTag = answer.to().tag();
        if (ProxyRules.recordsRoute(request.method())
                && answer.isSuccess()
                && ueTag != null
                && otherTag != null) {
            Dialog dialog = new Dialog(route, Dialog.targetOf(answer));
            learn(new Id(request.callId(), ueTag, otherTag), dialog, request, answer, now);
        }
    }

    /** The user is not registered any more. */
    public void clear() {
        established.clear();
        opening.clear();
    }

    private void dropOver(Instant now) {
        established.values().removeIf(timed -> !timed.until().isAfter(now));
        opening.values().removeIf(timed -> !timed.until().isAfter(now));
    }

    /** "these requests do not cause the dialog's route set to be modified" (RFC 3261 12.2). */
    private void learn(Id id, Dialog dialog, SipRequest request, SipResponse answer, Instant now) {
        Timed known = established.get(id);
        Dialog next =
                known == null || request.to().tag() == null
                        ? dialog
                        : dialog.target() == null
                                ? known.dialog()
                                : new Dialog(known.dialog().route(), dialog.target());
        Duration usual = known == null ? USUAL : Duration.between(now, known.until()).minus(GRACE);
        Duration life = life(request, answer).orElse(usual);
        established.put(id, new Timed(next, now.plus(life).plus(GRACE)));
    }

    /** What was agreed on, or what the notifier says is left. */
    private static Optional<Duration> life(SipRequest request, SipResponse answer) {
        if (request.method().equals("SUBSCRIBE")) {
            long asked = expires(request).orElse(USUAL.toSeconds());
            return Optional.of(bounded(expires(answer).orElse(asked)));
        }
        String said = request.header("Subscription-State");
        Matcher state = STATE.matcher(said == null ? "" : said);
        if (!state.matches()) {
            return Optional.empty();
        }
        if (state.group("state").equalsIgnoreCase("terminated")) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.ofNullable(state.group("left")).map(left -> bounded(Long.parseLong(left)));
    }

    private static OptionalLong expires(SipMessage message) {
        try {
            return message.expires();
        } catch (SipParseException e) {
            return OptionalLong.empty();
        }
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.min(seconds, LONGEST_SECONDS));
    }

    private static final class Bounded<K> extends LinkedHashMap<K, Timed> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(4, 0.75f, /* accessOrder= */ true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Timed> eldest) {
            return size() > MOST;
        }
    }
}
