package org.gatehouse.ims.scscf.subscriber;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.scscf.auth.AuthEffect;
import org.gatehouse.ims.scscf.auth.AuthEvent;
import org.gatehouse.ims.scscf.auth.AuthHistory;
import org.gatehouse.ims.scscf.auth.AuthMachine;
import org.gatehouse.ims.scscf.auth.AuthPolicy;
import org.gatehouse.ims.scscf.auth.AuthState;
import org.gatehouse.ims.scscf.auth.Challenge;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;
import org.gatehouse.ims.scscf.registrar.RegistrarEffect;
import org.gatehouse.ims.scscf.registrar.RegistrarEvent;
import org.gatehouse.ims.scscf.registrar.RegistrarMachine;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;
import org.gatehouse.ims.scscf.registrar.RegistrarState;

/**
 * The S-CSCF for one IMPI: what authentication admits goes on to the registrar of the implicit set.
 * REGISTERs go one at a time; while the HSS is being asked for one, the next wait.
 */
public final class SubscriberMachine {
    /**
     * REGISTERs of one IMPI that wait for the HSS: a UE has one procedure at a time (TS 33.203
     * clause 7.4.1a); a few more cover impatient ones.
     */
    static final int MAX_PARKED = 4;

    private final AuthMachine auth;
    private final RegistrarMachine registrar;
    private final RegistrarPolicy registrarPolicy;
    private final ReauthenticationOrder order;

    public SubscriberMachine(
            AuthPolicy authPolicy, RegistrarPolicy registrarPolicy, ReauthenticationOrder order) {
        this.order = order;
        this.auth = new AuthMachine(authPolicy);
        this.registrar = new RegistrarMachine(registrarPolicy);
        this.registrarPolicy = registrarPolicy;
    }

    /** What becomes of the subscriber. */
    public Step<SubscriberState, SubscriberEffect> on(
            SubscriberState now, SubscriberEvent event, Instant at) {
        Turn turn = new Turn(now, at);
        switch (event) {
            case SubscriberEvent.Register register -> turn.register(register.request());
            case SubscriberEvent.HssAnswered answered -> turn.hssAnswered(answered.outcome());
            case SubscriberEvent.Terminated terminated -> turn.terminated(terminated);
            case SubscriberEvent.ProfileChanged changed -> turn.profileChanged(changed.profile());
            case SubscriberEvent.Reauthenticate _ -> turn.askForAuthentication();
            case SubscriberEvent.Tick _ -> turn.tick();
        }
        turn.takeParked();
        return turn.end();
    }

    /** One step in the making: the parts as they change, and the effects so far. */
    private final class Turn {
        private final Instant at;
        private final List<SubscriberEffect> effects = new ArrayList<>();
        private final List<RegistrarState> sets;
        private final Deque<RegisterRequest> parked;
        private AuthState authState;
        private AuthHistory history;

        Turn(SubscriberState now, Instant at) {
            this.at = at;
            this.sets = new ArrayList<>(now.sets());
            this.parked = new ArrayDeque<>(now.parked());
            this.authState = now.auth();
            this.history = now.history();
        }

        void register(RegisterRequest request) {
            if (!soFar().isBusy()) {
                process(request);
            } else if (parked.size() < MAX_PARKED) {
                parked.add(request);
            } else {
                refuse(request, new Refusal.Overloaded());
            }
        }

        void hssAnswered(CxOutcome outcome) {
            if (authState.isBusy()) {
                authenticate(new AuthEvent.HssAnswered(outcome));
                return;
            }
            for (int i = 0; i < sets.size(); i++) {
                if (sets.get(i).isBusy()) {
                    step(i, new RegistrarEvent.HssAnswered(outcome));
                    return;
                }
            }
        }

        /** Sets that are busy stay: what the HSS answers there comes after its RTR. */
        void terminated(SubscriberEvent.Terminated event) {
            List<String> impus = event.impus().stream().map(ImplicitSet::canonical).toList();
            for (int i = sets.size() - 1; i >= 0; i--) {
                RegistrarState set = sets.get(i);
                if (impus.isEmpty() || impus.stream().anyMatch(set::covers)) {
                    step(i, new RegistrarEvent.Terminated(event.reason()));
                }
            }
        }

        void profileChanged(UserProfile profile) {
            for (int i = 0; i < sets.size(); i++) {
                if (sets.get(i) instanceof RegistrarState.Registered registered
                        && registered.set().isMeantBy(profile)) {
                    step(i, new RegistrarEvent.ProfileChanged(profile));
                }
            }
        }

        /**
         * "In order to authenticate an already registered user, the S-CSCF shall send a request to
         * the UE to initiate a re-registration procedure" (TS 33.203 clause 6.1.4): the time of his
         * contacts is shortened, and subscribers are told so (TS 24.229 clause 5.4.1.6).
         */
        void askForAuthentication() {
            if (!soFar().hasRegistration()) {
                return;
            }
            history = history.askedFor();
            for (int i = 0; i < sets.size(); i++) {
                step(i, new RegistrarEvent.Shortened(at.plus(order.within())));
            }
            effects.add(new SubscriberEffect.ReauthenticationAsked(impi(), history.asked()));
        }

        /** Whoever was asked and did not register in time is asked again, or is out. */
        private void askedInVain() {
            boolean inVain = history.isAskedFor() && sets.stream().anyMatch(this::ranOutShortened);
            if (inVain && order.asksAgain(history)) {
                askForAuthentication();
            } else if (inVain) {
                for (int i = sets.size() - 1; i >= 0; i--) {
                    if (ranOutShortened(sets.get(i))) {
                        step(i, new RegistrarEvent.Ended());
                    }
                }
            }
        }

        private boolean ranOutShortened(RegistrarState state) {
            return state instanceof RegistrarState.Registered registered
                    && registered.bindings().runOutShortened(at);
        }

        private String impi() {
            return sets.stream()
                    .filter(RegistrarState.Registered.class::isInstance)
                    .map(set -> ((RegistrarState.Registered) set).set().impi())
                    .findFirst()
                    .orElse("");
        }

        void tick() {
            askedInVain();
            // Registrations first: whether a user is registered decides what a lapsed challenge
            // means.
            for (int i = sets.size() - 1; i >= 0; i--) {
                step(i, new RegistrarEvent.Tick());
            }
            Optional<String> challenged = authState.outstanding().map(Challenge::impu);
            boolean registered = challenged.filter(impu -> soFar().isRegistered(impu)).isPresent();
            authenticate(new AuthEvent.Tick(registered));
        }

        void takeParked() {
            while (!parked.isEmpty() && !soFar().isBusy()) {
                process(parked.remove());
            }
        }

        Step<SubscriberState, SubscriberEffect> end() {
            SubscriberState next = soFar();
            // what a user did before he was deregistered counts for nothing
            return new Step<>(
                    next.isBusy() || next.hasRegistration() ? next : forgetful(), effects);
        }

        private void process(RegisterRequest request) {
            Optional<Refusal> objection =
                    request.reportsFailure()
                            ? Optional.empty()
                            : registrarPolicy.objection(request.contacts());
            if (objection.isPresent()) {
                refuse(request, objection.get());
                return;
            }
            boolean registered = soFar().isRegistered(request.impu());
            authenticate(new AuthEvent.Register(request, registered, history));
        }

        private void authenticate(AuthEvent event) {
            Step<AuthState, AuthEffect> step = auth.on(authState, event, at);
            authState = step.next();
            for (AuthEffect effect : step.effects()) {
                switch (effect) {
                    case AuthEffect.Ask ask -> effects.add(new SubscriberEffect.Ask(ask.request()));
                    case AuthEffect.Tell tell ->
                            effects.add(new SubscriberEffect.Tell(tell.request()));
                    case AuthEffect.SendChallenge send ->
                            answer(send.request(), new Outcome.Challenged(send.challenge()));
                    case AuthEffect.Admit admit -> admit(admit);
                    case AuthEffect.Refuse refuse -> refuse(refuse.request(), refuse.refusal());
                    case AuthEffect.Abandoned abandoned ->
                            effects.add(
                                    new SubscriberEffect.ChallengeAbandoned(
                                            abandoned.challenge().impi(),
                                            abandoned.challenge().impu(),
                                            abandoned.challenge().callId()));
                }
            }
        }

        private void admit(AuthEffect.Admit admit) {
            String impu = admit.request().impu();
            int index = 0;
            while (index < sets.size() && !sets.get(index).covers(impu)) {
                index++;
            }
            if (index == sets.size()) {
                sets.add(new RegistrarState.NotRegistered(impu));
            }
            history = history.after(admit.admission(), at);
            step(index, new RegistrarEvent.Register(admit.request(), admit.admission()));
        }

        /** One set's step; a set that is not registered any more is forgotten. */
        private void step(int index, RegistrarEvent event) {
            Step<RegistrarState, RegistrarEffect> step = registrar.on(sets.get(index), event, at);
            if (step.next() instanceof RegistrarState.NotRegistered) {
                sets.remove(index);
            } else {
                sets.set(index, step.next());
            }
            for (RegistrarEffect effect : step.effects()) {
                switch (effect) {
                    case RegistrarEffect.Ask ask ->
                            effects.add(new SubscriberEffect.Ask(ask.request()));
                    case RegistrarEffect.Tell tell ->
                            effects.add(new SubscriberEffect.Tell(tell.request()));
                    case RegistrarEffect.Confirm confirm ->
                            answer(
                                    confirm.request(),
                                    new Outcome.Confirmed(
                                            confirm.bindings(), confirm.associated()));
                    case RegistrarEffect.Refuse refuse ->
                            refuse(refuse.request(), refuse.refusal());
                    case RegistrarEffect.Terminated terminated ->
                            effects.add(
                                    new SubscriberEffect.RegistrationTerminated(
                                            terminated.set(),
                                            terminated.removed(),
                                            terminated.reason()));
                    case RegistrarEffect.Ended ended ->
                            effects.add(
                                    new SubscriberEffect.ReauthenticationIgnored(
                                            ended.set(), ended.removed()));
                    case RegistrarEffect.ProfileChanged changed ->
                            effects.add(new SubscriberEffect.ProfileChanged(changed.set()));
                    case RegistrarEffect.Expired expired ->
                            effects.add(
                                    new SubscriberEffect.RegistrationExpired(
                                            expired.impi(), expired.impu()));
                }
            }
        }

        private void refuse(RegisterRequest request, Refusal refusal) {
            answer(request, new Outcome.Refused(refusal));
        }

        private void answer(RegisterRequest request, Outcome outcome) {
            effects.add(new SubscriberEffect.Answer(request, outcome));
        }

        private SubscriberState soFar() {
            return new SubscriberState(authState, history, sets, List.copyOf(parked));
        }

        private SubscriberState forgetful() {
            history = AuthHistory.NONE;
            return soFar();
        }
    }
}
