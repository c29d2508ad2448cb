package org.gatehouse.ims.scscf.io;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterReader;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.RegistrarState;
import org.gatehouse.ims.scscf.routing.Directory;
import org.gatehouse.ims.scscf.subscriber.Outcome;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect;
import org.gatehouse.ims.scscf.subscriber.SubscriberEvent;
import org.gatehouse.ims.scscf.subscriber.SubscriberMachine;
import org.gatehouse.ims.scscf.subscriber.SubscriberState;
import org.jspecify.annotations.Nullable;

/** The subscribers of one shard, and what is done for them. */
final class ScscfShard {
    private final Shard shard;
    private final CxClient cx;
    private final SubscriberMachine machine;
    private final RegisterAnswers answers;
    private final Directory directory;
    private final RegEventShard notifier;
    private final ScscfMeters meters;
    private final ScscfLog log = new ScscfLog();
    private final Map<String, Subscriber> subscribers = new HashMap<>();
    private final Map<Long, ServerTransaction> waiting = new HashMap<>();
    private long tickets;

    ScscfShard(
            Shard shard,
            CxClient cx,
            SubscriberMachine machine,
            RegisterAnswers answers,
            Directory directory,
            RegEventShard notifier,
            ScscfMeters meters) {
        this.notifier = notifier;
        this.shard = shard;
        this.cx = cx;
        this.machine = machine;
        this.answers = answers;
        this.directory = directory;
        this.meters = meters;
    }

    /** Registrations of this shard; to be called on it. */
    List<RegistrationView> registrations() {
        Instant now = shard.now();
        return subscribers.values().stream()
                .flatMap(subscriber -> subscriber.state.sets().stream())
                .filter(RegistrarState.Registered.class::isInstance)
                .map(set -> RegistrationView.of((RegistrarState.Registered) set, now))
                .toList();
    }

    // ---- from SIP

    /** A REGISTER. */
    void registerCame(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        long ticket = tickets++;
        switch (RegisterReader.read(ticket, request)) {
            case RegisterReader.Reading.Unreadable unreadable ->
                    refuse(transaction, unreadable.refusal());
            case RegisterReader.Reading.Read read -> {
                waiting.put(ticket, transaction);
                on(read.request().impi(), new SubscriberEvent.Register(read.request()));
            }
        }
    }

    private void refuse(ServerTransaction transaction, Refusal refusal) {
        SipRequest request = transaction.request();
        meters.outcome("refused");
        log.refused(request, refusal);
        transaction.respond(RegisterAnswers.refuse(request, refusal, newTag()));
    }

    // ---- from the HSS

    /** RTR; a user who is not registered here is where the HSS wants him. */
    void terminate(String impi, List<String> impus, Reason reason) {
        on(impi, new SubscriberEvent.Terminated(impus, reason));
    }

    /** PPR; gives whether there is a registration that it is about. */
    boolean changeProfile(String impi, UserProfile profile) {
        return on(impi, new SubscriberEvent.ProfileChanged(profile)).stream()
                .anyMatch(SubscriberEffect.ProfileChanged.class::isInstance);
    }

    /** Asks a user to authenticate anew; gives whether he is registered. */
    boolean reauthenticate(String impi) {
        return on(impi, new SubscriberEvent.Reauthenticate()).stream()
                .anyMatch(SubscriberEffect.ReauthenticationAsked.class::isInstance);
    }

    // ---- machine and effects

    private List<SubscriberEffect> on(String impi, SubscriberEvent event) {
        Subscriber subscriber = subscribers.computeIfAbsent(impi, _ -> new Subscriber());
        SubscriberState before = subscriber.state;
        Step<SubscriberState, SubscriberEffect> step = machine.on(before, event, shard.now());
        SubscriberState next = step.next();
        subscriber.state = next;
        directory.update(before.sets(), next.sets());
        meters.registered(registrations(next) - registrations(before));
        meters.outstanding(challenges(next) - challenges(before));
        step.effects().forEach(effect -> execute(impi, effect));
        StateChanges.of(before.sets(), next.sets(), step.effects(), shard.now())
                .forEach(change -> notifier.changed(impi, change));
        arm(impi, subscriber);
        if (next.isForgettable()) {
            subscribers.remove(impi);
        }
        return step.effects();
    }

    private void execute(String impi, SubscriberEffect effect) {
        switch (effect) {
            case SubscriberEffect.Ask ask -> ask(impi, ask.request());
            case SubscriberEffect.Tell tell ->
                    cx.send(tell.request(), outcome -> log.told(tell.request(), outcome));
            case SubscriberEffect.Answer answer -> answer(answer.request(), answer.outcome());
            case SubscriberEffect.ChallengeAbandoned abandoned -> {
                meters.outcome("challenge-unanswered");
                log.abandoned(abandoned);
            }
            case SubscriberEffect.RegistrationTerminated terminated -> {
                meters.outcome("terminated");
                log.terminated(terminated);
            }
            case SubscriberEffect.ReauthenticationAsked asked -> {
                meters.outcome("reauthentication-asked");
                log.asked(asked);
            }
            case SubscriberEffect.ReauthenticationIgnored ignored -> {
                meters.outcome("reauthentication-ignored");
                log.ignored(ignored);
            }
            case SubscriberEffect.ProfileChanged changed -> {
                meters.outcome("profile-changed");
                log.profileChanged(changed);
            }
            case SubscriberEffect.RegistrationExpired expired -> {
                meters.outcome("expired");
                log.expired(expired);
            }
        }
    }

    private void ask(String impi, CxRequest request) {
        cx.send(request, (CxOutcome outcome) -> on(impi, new SubscriberEvent.HssAnswered(outcome)));
    }

    private void answer(RegisterRequest request, Outcome outcome) {
        meters.outcome(log.outcome(request, outcome));
        ServerTransaction transaction = waiting.remove(request.ticket());
        if (transaction != null) {
            transaction.respond(answers.of(request, outcome, newTag(), shard.now()));
        }
    }

    /** One timer a subscriber: for what is due first. */
    private void arm(String impi, Subscriber subscriber) {
        Optional<Instant> deadline = subscriber.state.deadline();
        if (deadline.equals(subscriber.armedFor)) {
            return;
        }
        if (subscriber.timer != null) {
            subscriber.timer.cancel();
        }
        subscriber.armedFor = deadline;
        subscriber.timer =
                deadline.map(at ->
                                shard.schedule(Duration.between(shard.now(), at), () -> tick(impi)))
                        .orElse(null);
    }

    private void tick(String impi) {
        Subscriber subscriber = subscribers.get(impi);
        if (subscriber != null) {
            subscriber.armedFor = Optional.empty();
            subscriber.timer = null;
            on(impi, new SubscriberEvent.Tick());
        }
    }

    private String newTag() {
        return Long.toHexString(shard.random().nextLong());
    }

    private static int registrations(SubscriberState state) {
        return (int) state.sets().stream().filter(RegistrarState::isRegistered).count();
    }

    private static int challenges(SubscriberState state) {
        return state.auth().outstanding().isPresent() ? 1 : 0;
    }

    private static final class Subscriber {
        private SubscriberState state = SubscriberState.NEW;
        private Optional<Instant> armedFor = Optional.empty();
        private Shard.@Nullable Timer timer;
    }
}
