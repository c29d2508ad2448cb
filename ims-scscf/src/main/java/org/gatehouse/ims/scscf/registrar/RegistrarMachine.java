package org.gatehouse.ims.scscf.registrar;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.scscf.refusal.CxAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.ContactChange;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Assigning;
import org.gatehouse.ims.scscf.registrar.RegistrarState.NotRegistered;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Removing;

/** Registers, refreshes and deregisters an implicit set (TS 33.203 clause 6.1.1). */
public final class RegistrarMachine {
    private final RegistrarPolicy policy;

    public RegistrarMachine(RegistrarPolicy policy) {
        this.policy = policy;
    }

    /** What becomes of the registration. */
    public Step<RegistrarState, RegistrarEffect> on(
            RegistrarState now, RegistrarEvent event, Instant at) {
        return switch (event) {
            case RegistrarEvent.Register register -> admitted(now, register.request(), at);
            case RegistrarEvent.HssAnswered answered ->
                    switch (now) {
                        case Assigning waiting -> assigned(waiting, answered, at);
                        // The user is gone from here, whatever the HSS said.
                        case Removing waiting -> removed(waiting.request());
                        case NotRegistered idle -> Step.quiet(idle);
                        case Registered idle -> Step.quiet(idle);
                    };
            case RegistrarEvent.Terminated terminated -> terminated(now, terminated);
            case RegistrarEvent.ProfileChanged changed -> profileChanged(now, changed);
            case RegistrarEvent.Shortened shortened ->
                    now instanceof Registered(ImplicitSet set, Bindings bindings)
                            ? Step.quiet(new Registered(set, bindings.endingAt(shortened.end())))
                            : Step.quiet(now);
            case RegistrarEvent.Ended _ -> ended(now);
            case RegistrarEvent.Tick _ -> tick(now, at);
        };
    }

    // ---- a REGISTER

    private Step<RegistrarState, RegistrarEffect> admitted(
            RegistrarState now, RegisterRequest request, Instant at) {
        return switch (now) {
            case NotRegistered _ -> first(request);
            case Registered registered -> again(registered, request, at);
            case Assigning busy -> refuse(busy, request, new Refusal.Overloaded());
            case Removing busy -> refuse(busy, request, new Refusal.Overloaded());
        };
    }

    /**
     * "If the IMPU was not currently registered, the S-CSCF shall send a Cx-Put to update the
     * registration-flag to registered" (TS 33.203 clause 6.1.1). A removal, or a query, of a user
     * who has no binding leaves none: the HSS forgets the S-CSCF's name again.
     */
    private Step<RegistrarState, RegistrarEffect> first(RegisterRequest request) {
        boolean registers =
                request.contacts() instanceof ContactChange.Update
                        && !request.contacts().onlyRemoves();
        return registers
                ? Step.of(new Assigning(request), ask(request, AssignmentType.REGISTRATION))
                : remove(request);
    }

    /** "If the IMPU was currently registered the registration-flag is not altered." */
    private Step<RegistrarState, RegistrarEffect> again(
            Registered now, RegisterRequest request, Instant at) {
        if (now.bindings().areOvertakenBy(request)) {
            return refuse(now, request, new Refusal.OutOfOrder());
        }
        Bindings bindings = now.bindings().without(at).with(request, policy, at);
        return bindings.isEmpty()
                ? remove(request)
                : confirm(new Registered(now.set(), bindings), request);
    }

    private Step<RegistrarState, RegistrarEffect> remove(RegisterRequest request) {
        return Step.of(new Removing(request), ask(request, AssignmentType.USER_DEREGISTRATION));
    }

    // ---- the HSS

    private Step<RegistrarState, RegistrarEffect> assigned(
            Assigning now, RegistrarEvent.HssAnswered event, Instant at) {
        RegisterRequest request = now.request();
        RegistrarState failed = new NotRegistered(request.impu());
        return switch (CxAnswers.of(event.outcome(), ServerAssignmentAnswer.class)) {
            case CxAnswers.Bad<ServerAssignmentAnswer> bad ->
                    refuse(failed, request, bad.refusal());
            case CxAnswers.Good<ServerAssignmentAnswer> good -> {
                Optional<UserProfile> profile =
                        Optional.ofNullable(good.answer().userDataXml())
                                .flatMap(UserProfileXml::read);
                yield profile.isEmpty()
                        ? refuse(failed, request, new Refusal.HssAnswerUnusable("no user profile"))
                        : confirm(
                                new Registered(
                                        ImplicitSet.of(
                                                request.impi(), request.impu(), profile.get()),
                                        Bindings.NONE.with(request, policy, at)),
                                request);
            }
        };
    }

    private static Step<RegistrarState, RegistrarEffect> removed(RegisterRequest request) {
        return Step.of(
                new NotRegistered(request.impu()),
                new RegistrarEffect.Confirm(request, Bindings.NONE, List.of()));
    }

    /** Network-initiated deregistration (TS 24.229 clause 5.4.1.5): all contacts go at once. */
    private static Step<RegistrarState, RegistrarEffect> terminated(
            RegistrarState now, RegistrarEvent.Terminated event) {
        return now instanceof Registered(ImplicitSet set, Bindings bindings)
                ? Step.of(
                        new NotRegistered(set.impu()),
                        new RegistrarEffect.Terminated(set, bindings, event.reason()))
                : Step.quiet(now);
    }

    private Step<RegistrarState, RegistrarEffect> ended(RegistrarState now) {
        if (!(now instanceof Registered(ImplicitSet set, Bindings bindings))) {
            return Step.quiet(now);
        }
        ServerAssignment told =
                assignment(set.impi(), set.impu(), AssignmentType.ADMINISTRATIVE_DEREGISTRATION);
        return new Step<>(
                new NotRegistered(set.impu()),
                List.of(new RegistrarEffect.Ended(set, bindings), new RegistrarEffect.Tell(told)));
    }

    /** The new profile takes the place of the old one (TS 29.228 clause 6.2). */
    private static Step<RegistrarState, RegistrarEffect> profileChanged(
            RegistrarState now, RegistrarEvent.ProfileChanged event) {
        if (!(now instanceof Registered(ImplicitSet set, Bindings bindings))) {
            return Step.quiet(now);
        }
        ImplicitSet changed = set.with(event.profile());
        return Step.of(
                new Registered(changed, bindings), new RegistrarEffect.ProfileChanged(changed));
    }

    // ---- time

    /** Contacts whose time is over go; with the last one the whole set goes. */
    private Step<RegistrarState, RegistrarEffect> tick(RegistrarState now, Instant at) {
        if (!(now instanceof Registered registered)) {
            return Step.quiet(now);
        }
        Bindings left = registered.bindings().without(at);
        if (!left.isEmpty()) {
            return Step.quiet(new Registered(registered.set(), left));
        }
        ImplicitSet set = registered.set();
        return new Step<>(
                new NotRegistered(set.impu()),
                List.of(
                        new RegistrarEffect.Expired(set.impi(), set.impu()),
                        new RegistrarEffect.Tell(
                                assignment(
                                        set.impi(),
                                        set.impu(),
                                        AssignmentType.TIMEOUT_DEREGISTRATION))));
    }

    // ---- helpers

    private RegistrarEffect ask(RegisterRequest request, AssignmentType type) {
        return new RegistrarEffect.Ask(assignment(request.impi(), request.impu(), type));
    }

    private ServerAssignment assignment(String impi, String impu, AssignmentType type) {
        return new ServerAssignment(impi, List.of(impu), policy.serverName(), type, false);
    }

    private static Step<RegistrarState, RegistrarEffect> confirm(
            Registered next, RegisterRequest request) {
        return Step.of(
                next,
                new RegistrarEffect.Confirm(request, next.bindings(), next.set().associated()));
    }

    private static Step<RegistrarState, RegistrarEffect> refuse(
            RegistrarState next, RegisterRequest request, Refusal refusal) {
        return Step.of(next, new RegistrarEffect.Refuse(request, refusal));
    }
}
