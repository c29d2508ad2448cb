package org.gatehouse.ims.ue.io;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.gatehouse.ims.core.sip.regwatch.RegWatchEffect;
import org.gatehouse.ims.core.sip.regwatch.RegWatchEvent;
import org.gatehouse.ims.core.sip.regwatch.RegWatchMachine;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.regevent.Verdict;
import org.gatehouse.ims.ue.registration.Outbound;
import org.gatehouse.ims.ue.registration.Procedure;
import org.gatehouse.ims.ue.registration.RegistrationEvent;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the UE's registration, and tells the registration machine what the network wants. */
final class RegEventClient {
    private static final Logger LOG = LoggerFactory.getLogger(RegEventClient.class);

    private final Profile profile;
    private final Shard shard;
    private final UeTraffic.Registration registration;
    private final Subscribes subscribes;
    private final RegWatchMachine machine;
    private RegWatchState state = new RegWatchState.Off();
    private Shard.@Nullable Timer timer;

    /** Sends SUBSCRIBEs. */
    interface Subscribes {
        /**
         * Sends one.
         *
         * @return null if it can't be sent now
         */
        @Nullable SipRequest send(Outgoing outgoing, Answered answered);
    }

    /** Gets the final answer; null: nobody answered. */
    interface Answered {
        void by(SipRequest request, @Nullable SipResponse response);
    }

    RegEventClient(
            Profile profile,
            Shard shard,
            UeTraffic.Registration registration,
            Subscribes subscribes) {
        this.profile = profile;
        this.shard = shard;
        this.registration = registration;
        this.subscribes = subscribes;
        this.machine = new RegWatchMachine();
    }

    /** The registration may have changed. */
    void follow() {
        RegistrationState now = registration.state();
        if (now.standing() == null) {
            if (!(state instanceof RegWatchState.Off)) {
                step(new RegWatchEvent.Gone(), null);
            }
        } else if (state instanceof RegWatchState.Off && isSettled(now)) {
            step(new RegWatchEvent.Registered(), null);
        }
    }

    /** Registered, and free to send. */
    private static boolean isSettled(RegistrationState now) {
        return now instanceof RegistrationState.Registered && Outbound.of(now).isPresent();
    }

    /**
     * A NOTIFY of the package.
     *
     * @param answer gets the status, before anything is done
     */
    void notified(SipRequest request, IntConsumer answer) {
        step(new RegWatchEvent.Notified(request), answer);
    }

    private Set<InetSocketAddress> ownAddresses() {
        Set<InetSocketAddress> own = new HashSet<>();
        registration.state().sets().forEach(held -> own.add(held.set().local().serverAddress()));
        own.add(profile.addresses().local());
        return own;
    }

    private void step(RegWatchEvent event, @Nullable IntConsumer answer) {
        Step<RegWatchState, RegWatchEffect> step = machine.on(state, event, shard.now());
        state = step.next();
        for (RegWatchEffect effect : step.effects()) {
            switch (effect) {
                case RegWatchEffect.Answer given -> {
                    if (answer != null) {
                        answer.accept(given.status());
                    }
                }
                case RegWatchEffect.Subscribe subscribe -> subscribe(subscribe.within());
                case RegWatchEffect.Told told -> obey(Verdict.of(told.info(), ownAddresses()));
            }
        }
        arm();
    }

    private void obey(Verdict verdict) {
        switch (verdict) {
            case Verdict.Stay _ -> {}
            case Verdict.Reregister _ -> reregister();
            case Verdict.Ended ended -> ended(ended);
        }
    }

    private void subscribe(@Nullable EndDialog within) {
        String uri = within == null ? profile.impu() : within.target();
        Outgoing outgoing = new Outgoing("SUBSCRIBE", uri, RegWatchMachine.HEADERS, null, within);
        SipRequest request =
                subscribes.send(
                        outgoing,
                        (sent, response) -> step(new RegWatchEvent.Answered(sent, response), null));
        step(new RegWatchEvent.Sent(request), null);
    }

    /** A procedure that is under way already is the one that is wanted. */
    private void reregister() {
        LOG.info("asked to re-register impi={}", profile.impi());
        if (registration.state() instanceof RegistrationState.Registered) {
            registration.step(new RegistrationEvent.Register());
        }
    }

    private void ended(Verdict.Ended ended) {
        RegistrationState now = registration.state();
        boolean leaving =
                now instanceof RegistrationState.Underway underway
                        && underway.procedure().goal() == Procedure.Goal.DEREGISTER;
        if (leaving) {
            return;
        }
        LOG.info("registration ended by the network impi={} why={}", profile.impi(), ended.why());
        Duration again = ended.again();
        registration.step(new RegistrationEvent.EndedByNetwork(ended.why().token(), again != null));
        if (again != null) {
            shard.schedule(again, this::registerAnew);
        }
    }

    private void registerAnew() {
        if (registration.state() instanceof RegistrationState.Idle) {
            registration.step(new RegistrationEvent.Register());
        }
    }

    private void arm() {
        if (timer != null) {
            timer.cancel();
        }
        Optional<Instant> deadline = state.deadline();
        timer =
                deadline.map(at ->
                                shard.schedule(
                                        Duration.between(shard.now(), at),
                                        () -> step(new RegWatchEvent.Due(), null)))
                        .orElse(null);
    }
}
