package org.gatehouse.ims.scscf.testbed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.scscf.auth.AuthPolicy;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;
import org.gatehouse.ims.scscf.subscriber.Outcome;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect;
import org.gatehouse.ims.scscf.subscriber.SubscriberEvent;
import org.gatehouse.ims.scscf.subscriber.SubscriberMachine;
import org.gatehouse.ims.scscf.subscriber.SubscriberState;
import org.jspecify.annotations.Nullable;

/** Drives the machine of one subscriber by hand, and plays the HSS where a test wants it to. */
public final class SubscriberDriver {
    public static final String SERVER = "sip:127.0.0.1:5082";

    public static final UserProfile PROFILE =
            UserProfile.of(
                    Registers.IMPI,
                    List.of(
                            new UserProfile.Identity("sip:temporary@" + Registers.DOMAIN, true),
                            new UserProfile.Identity(Registers.IMPU, false),
                            new UserProfile.Identity(Registers.TEL, false)));

    public static final Reauthentication NEVER_WHEN_PROTECTED =
            new Reauthentication(
                    Reauthentication.Trigger.NEVER_WHEN_PROTECTED, 1, Duration.ZERO, true);

    private final SubscriberMachine machine;
    private final List<CxRequest> toHss = new ArrayList<>();
    private @Nullable CxRequest pending;
    private SubscriberState state = SubscriberState.NEW;
    private Instant now = VirtualTime.START;
    private List<SubscriberEffect> effects = List.of();
    private int nextVector = 10;

    public SubscriberDriver(AuthPolicy auth, RegistrarPolicy registrar) {
        this(auth, registrar, ReauthenticationOrder.USUAL);
    }

    public SubscriberDriver(
            AuthPolicy auth, RegistrarPolicy registrar, ReauthenticationOrder order) {
        machine = new SubscriberMachine(auth, registrar, order);
    }

    /** A subscriber under the default policies. */
    public SubscriberDriver() {
        this(policy(Reauthentication.ALWAYS, 1, false), registrar());
    }

    public static AuthPolicy policy(
            Reauthentication reauthentication, int batch, boolean acceptUnprotected) {
        return new AuthPolicy(
                SERVER,
                Registers.DOMAIN,
                reauthentication,
                batch,
                Duration.ofMinutes(4),
                acceptUnprotected,
                true);
    }

    public static RegistrarPolicy registrar() {
        return new RegistrarPolicy(
                SERVER,
                Duration.ofSeconds(60),
                Duration.ofSeconds(3600),
                Duration.ofSeconds(600_000),
                3);
    }

    // ---- events

    public SubscriberDriver send(Registers register) {
        return step(new SubscriberEvent.Register(register.read()));
    }

    public SubscriberDriver hss(CxAnswer answer) {
        return hss(new CxOutcome.Answered(answer));
    }

    /** RTR. */
    public SubscriberDriver terminate(RegistrationTermination.Reason reason, String... impus) {
        return step(new SubscriberEvent.Terminated(List.of(impus), reason));
    }

    /** The operator wants the user to authenticate anew. */
    public SubscriberDriver reauthenticate() {
        return step(new SubscriberEvent.Reauthenticate());
    }

    /** PPR. */
    public SubscriberDriver push(UserProfile profile) {
        return step(new SubscriberEvent.ProfileChanged(profile));
    }

    public SubscriberDriver hss(CxOutcome outcome) {
        pending = null;
        return step(new SubscriberEvent.HssAnswered(outcome));
    }

    /** Lets time pass; the machine is called at each of its deadlines. */
    public SubscriberDriver advance(Duration by) {
        Instant until = now.plus(by);
        List<SubscriberEffect> all = new ArrayList<>();
        while (state.deadline().filter(at -> !at.isAfter(until)).isPresent()) {
            now = state.deadline().get();
            step(new SubscriberEvent.Tick());
            all.addAll(effects);
        }
        now = until;
        effects = all;
        return this;
    }

    // ---- the HSS plays along

    /** The HSS gives as many vectors as it was asked for. */
    public SubscriberDriver hssGivesVectors() {
        int items = ((MultimediaAuth) Objects.requireNonNull(pending)).items();
        int first = nextVector;
        nextVector += items;
        return hss(
                new MultimediaAuthAnswer(
                        CxResult.DIAMETER_SUCCESS,
                        Registers.IMPI,
                        Registers.IMPU,
                        Vectors.from(first, items)));
    }

    public SubscriberDriver hssGivesProfile() {
        return hss(
                new ServerAssignmentAnswer(
                        CxResult.DIAMETER_SUCCESS, Registers.IMPI, UserProfileXml.write(PROFILE)));
    }

    public SubscriberDriver hssAgrees() {
        return hss(ServerAssignmentAnswer.of(CxResult.DIAMETER_SUCCESS, Registers.IMPI));
    }

    /** Registers: SM1 to SM10, with vectors 10 and on. Leaves the user registered. */
    public SubscriberDriver registered() {
        int vector = nextVector;
        send(Registers.register().call("first", 1)).hssGivesVectors();
        send(Registers.register()
                        .call("first", 2)
                        .isProtected()
                        .answering(Vectors.nonce(vector), Vectors.numbered(vector).xres()))
                .hssGivesProfile();
        if (!state.isRegistered(Registers.IMPU)) {
            throw new AssertionError("not registered: " + effects);
        }
        toHss.clear();
        return this;
    }

    // ---- what came of it

    public SubscriberState state() {
        return state;
    }

    public Instant now() {
        return now;
    }

    public List<SubscriberEffect> effects() {
        return effects;
    }

    /** The answers of the last step. */
    public List<Outcome> answers() {
        return effects.stream()
                .filter(SubscriberEffect.Answer.class::isInstance)
                .map(effect -> ((SubscriberEffect.Answer) effect).outcome())
                .toList();
    }

    public <O extends Outcome> O answer(Class<O> kind) {
        List<Outcome> answers = answers();
        if (answers.size() != 1 || !kind.isInstance(answers.getFirst())) {
            throw new AssertionError("expected one " + kind.getSimpleName() + ": " + effects);
        }
        return kind.cast(answers.getFirst());
    }

    /** All that was asked of or told to the HSS so far, registrations of the set-up left out. */
    public List<CxRequest> toHss() {
        return toHss;
    }

    /** What the HSS is being asked, if it is. */
    public @Nullable CxRequest pending() {
        return pending;
    }

    public List<AssignmentType> assignments() {
        return toHss.stream()
                .filter(ServerAssignment.class::isInstance)
                .map(request -> ((ServerAssignment) request).type())
                .toList();
    }

    public <R extends CxRequest> R lastAsked(Class<R> kind) {
        CxRequest last = toHss.isEmpty() ? null : toHss.getLast();
        if (!kind.isInstance(last)) {
            throw new AssertionError("expected " + kind.getSimpleName() + " asked: " + toHss);
        }
        return kind.cast(last);
    }

    private SubscriberDriver step(SubscriberEvent event) {
        Step<SubscriberState, SubscriberEffect> step = machine.on(state, event, now);
        state = step.next();
        effects = step.effects();
        for (SubscriberEffect effect : effects) {
            if (effect instanceof SubscriberEffect.Ask ask) {
                toHss.add(ask.request());
                pending = ask.request();
            } else if (effect instanceof SubscriberEffect.Tell tell) {
                toHss.add(tell.request());
            }
        }
        return this;
    }
}
