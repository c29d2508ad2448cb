package org.gatehouse.ims.scscf.regevent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Accept;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Notify;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Refuse;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;

/**
 * The notifier of one user's registrations.
 *
 * <pre>
 *          SUBSCRIBE: 200, NOTIFY full           change: NOTIFY partial; SUBSCRIBE: NOTIFY full
 *   none ───────────────────────────────► active ──────────────────────────────────────────┐
 *    ▲                                     │  ▲                                            │
 *    │                                     │  └────────────────────────────────────────────┘
 *    └─────────────────────────────────────┘
 *      registration over, time over, Expires 0: NOTIFY terminated;  NOTIFY not taken
 * </pre>
 */
public final class RegEventMachine {
    /** Shorter subscriptions cost more than the registrations they watch. */
    static final Duration SHORTEST_EXPIRES = Duration.ofSeconds(30);

    /** "The default expiration for a subscription [..] is 3761 seconds" (RFC 3680 clause 4.4). */
    static final Duration USUAL_EXPIRES = Duration.ofSeconds(3761);

    /** What UEs ask for (TS 24.229 clause 5.1.1.3). */
    static final Duration LONGEST_EXPIRES = Duration.ofMinutes(10_000);

    /**
     * Subscriptions to one user's registrations: those of five contacts and their P-CSCFs. The
     * oldest gives way to a new one: its subscriber may have lost it.
     */
    static final int MOST = 10;

    private static final String OVER = "terminated;reason=noresource";
    private static final String TIMEOUT = "terminated;reason=timeout";
    private static final String DISPLACED = "terminated;reason=rejected";

    /** What becomes of the subscriptions. */
    public Step<RegEventState, RegEventEffect> on(
            RegEventState now, RegEventEvent event, Instant at) {
        Turn turn = new Turn(now, at);
        switch (event) {
            case RegEventEvent.Subscribe subscribe -> turn.subscribe(subscribe);
            case RegEventEvent.Resubscribe again -> turn.resubscribe(again);
            case RegEventEvent.Changed changed -> turn.changed(changed.change());
            case RegEventEvent.NotTaken notTaken ->
                    turn.all.removeIf(one -> one.ownTag().equals(notTaken.ownTag()));
            case RegEventEvent.Tick tick -> turn.tick(tick.registrations());
        }
        return new Step<>(new RegEventState(turn.all), turn.effects);
    }

    private static final class Turn {
        private final Instant at;
        private final List<Subscription> all;
        private final List<RegEventEffect> effects = new ArrayList<>();

        Turn(RegEventState now, Instant at) {
            this.all = new ArrayList<>(now.subscriptions());
            this.at = at;
        }

        void subscribe(RegEventEvent.Subscribe event) {
            SubscribeRequest request = event.request();
            Duration granted = granted(request);
            Subscription fresh =
                    Subscription.begun(
                            request, event.watched(), event.freshTag(), at.plus(granted));
            effects.add(new Accept(event.freshTag(), granted));
            if (all.size() >= MOST) {
                end(all.removeFirst(), DISPLACED, event.now());
            }
            whole(fresh, event.now());
        }

        void resubscribe(RegEventEvent.Resubscribe event) {
            SubscribeRequest request = event.request();
            int index = 0;
            while (index < all.size() && !all.get(index).isDialogOf(request.sip())) {
                index++;
            }
            Subscription known = index == all.size() ? null : all.get(index);
            Registered now = known == null ? null : event.registrations().find(known.watched());
            if (known == null || now == null) {
                effects.add(new Refuse(new Refusal.NoSuchSubscription()));
            } else if (request.sip().cseq().number() <= known.heard()) {
                effects.add(new Refuse(new Refusal.OutOfOrder()));
            } else {
                Duration granted = granted(request);
                effects.add(new Accept(known.ownTag(), granted));
                all.remove(index);
                whole(known.refreshed(request, at.plus(granted)), now);
            }
        }

        /** "in case of a full state", and what a subscriber gets after each SUBSCRIBE. */
        private void whole(Subscription subscription, Registered now) {
            if (subscription.expiresAt().isAfter(at)) {
                all.add(notify(subscription, null, now));
            } else {
                end(subscription, TIMEOUT, now);
            }
        }

        void changed(RegistrationChange change) {
            String impu = change.set().impu();
            for (int i = all.size() - 1; i >= 0; i--) {
                Subscription one = all.get(i);
                if (!one.watched().impu().equals(impu)) {
                    continue;
                }
                RegInfo info = Documents.of(change, one.nextVersion(), at);
                if (change.now() == null) {
                    all.remove(i);
                    send(one, OVER, info);
                } else {
                    all.set(i, send(one, active(one), info));
                }
            }
        }

        void tick(RegEventEvent.Lookup registrations) {
            for (int i = all.size() - 1; i >= 0; i--) {
                Subscription one = all.get(i);
                if (!one.expiresAt().isAfter(at)) {
                    all.remove(i);
                    Registered now = registrations.find(one.watched());
                    if (now != null) {
                        end(one, TIMEOUT, now);
                    }
                }
            }
        }

        private void end(Subscription subscription, String state, Registered now) {
            notify(subscription, state, now);
        }

        private Subscription notify(
                Subscription subscription, @Nullable String state, Registered now) {
            RegInfo info = Documents.full(now, now.set(), subscription.nextVersion(), at);
            return send(subscription, state == null ? active(subscription) : state, info);
        }

        private Subscription send(Subscription subscription, String state, RegInfo info) {
            Subscription notified = subscription.notified();
            effects.add(new Notify(notified, state, info));
            return notified;
        }

        private String active(Subscription subscription) {
            long left = Duration.between(at, subscription.expiresAt()).toSeconds();
            return "active;expires=" + left;
        }

        private static Duration granted(SubscribeRequest request) {
            Duration asked = request.expires();
            return asked.compareTo(LONGEST_EXPIRES) > 0 ? LONGEST_EXPIRES : asked;
        }
    }
}
