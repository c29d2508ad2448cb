package org.gatehouse.ims.ue.io;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.regwatch.RegWatchMachine;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Dice;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.registration.Outbound;
import org.gatehouse.ims.ue.registration.RegistrationEvent;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.gatehouse.ims.ue.traffic.UeRequests;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of a UE other than REGISTER, both ways, over the set that is right at the time. */
final class UeTraffic implements TransactionUser {
    private static final Logger LOG = LoggerFactory.getLogger(UeTraffic.class);

    private static final List<String> SERVED = List.of("MESSAGE", "NOTIFY", "OPTIONS");

    private final UeConfig config;
    private final Shard shard;
    private final UeListener listener;
    private final Registration registration;
    private final Dice dice;
    private final UeRequests requests;
    private final RegEventClient regEvent;

    /** The registration that protects the requests. */
    interface Registration {
        RegistrationState state();

        void step(RegistrationEvent event);

        void send(SipRequest request, @Nullable SetId over, ClientHandler handler);
    }

    UeTraffic(
            UeConfig config,
            Profile profile,
            Shard shard,
            UeListener listener,
            Registration registration) {
        this.config = config;
        this.shard = shard;
        this.listener = listener;
        this.registration = registration;
        this.dice = new Dice(profile, shard.random());
        this.requests = new UeRequests(profile, dice);
        this.regEvent = new RegEventClient(profile, shard, registration, this::subscribe);
    }

    void send(Outgoing outgoing) {
        send(
                outgoing,
                (request, response) -> listener.answered(shard.now(), request, response),
                reason -> listener.unsent(outgoing, reason));
    }

    /** Sends what the subscription to the registration needs. */
    private @Nullable SipRequest subscribe(Outgoing outgoing, RegEventClient.Answered answered) {
        return send(
                outgoing,
                answered,
                reason -> LOG.info("not subscribed impi={} reason={}", config.impi(), reason));
    }

    private @Nullable SipRequest send(
            Outgoing outgoing, RegEventClient.Answered answered, Consumer<String> unsent) {
        Optional<Outbound> way = Outbound.of(registration.state());
        if (way.isEmpty()) {
            unsent.accept("not registered (expected: a registration that stands)");
            return null;
        }
        SipRequest request;
        try {
            request = requests.write(outgoing, way.get());
        } catch (IllegalArgumentException | IllegalStateException e) {
            unsent.accept(String.valueOf(e.getMessage()));
            return null;
        }
        Held over = way.get().over();
        SetId set = over == null ? null : over.id();
        if (set != null) {
            registration.step(new RegistrationEvent.Started(set));
        }
        registration.send(request, set, new Sent(request, set, answered));
        return request;
    }

    /** The registration may have changed. */
    void follow() {
        if (config.regEvent()) {
            regEvent.follow();
        }
    }

    private final class Sent implements ClientHandler {
        private final SipRequest request;
        private final @Nullable SetId set;
        private final RegEventClient.Answered answered;

        Sent(SipRequest request, @Nullable SetId set, RegEventClient.Answered answered) {
            this.answered = answered;
            this.request = request;
            this.set = set;
        }

        @Override
        public void response(SipResponse response, Flow flow) {
            if (response.isFinal()) {
                over(response);
            }
        }

        /**
         * "if the UE considers the SAs no longer active at the P-CSCF, e.g., after receiving no
         * response to several protected messages, then the UE should send an unprotected REGISTER"
         * (TS 33.203 clause 7.4). A request and all its repetitions brought nothing: a REGISTER
         * tries the SAs once more, and goes bare if it brings nothing either.
         */
        @Override
        public void timedOut() {
            over(null);
            if (set != null && registration.state() instanceof RegistrationState.Registered) {
                registration.step(new RegistrationEvent.Register());
            }
        }

        private void over(@Nullable SipResponse response) {
            LOG.info(
                    "{} impi={} call-id={} status={}",
                    request.method(),
                    config.impi(),
                    request.callId(),
                    response == null ? "none" : response.status());
            finished(set);
            answered.by(request, response);
        }
    }

    private void finished(@Nullable SetId set) {
        if (set != null) {
            registration.step(new RegistrationEvent.Finished(set));
        }
    }

    @Override
    public void request(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Flow flow = transaction.flow();
        if (request.method().equals("ACK")) {
            return;
        }
        if (!flow.isProtected()
                && !flow.remote().getAddress().equals(config.pcscf().getAddress())) {
            listener.discarded(request.startLine() + " from a stranger");
            return;
        }
        SetId set = flow.protectedBy();
        if (set != null) {
            // a lost answer can be asked for again as long as the P-CSCF's transaction lasts
            registration.step(new RegistrationEvent.Started(set));
            Duration timerJ = config.timers().t1().multipliedBy(64);
            shard.schedule(timerJ, () -> finished(set));
        }
        if (config.regEvent() && RegWatchMachine.isNotify(request)) {
            regEvent.notified(
                    request,
                    status ->
                            transaction.respond(
                                    SipResponse.answering(request, status)
                                            .toTag(dice.token())
                                            .build()));
            return;
        }
        boolean served = SERVED.contains(request.method());
        ResponseEditor answer =
                SipResponse.answering(request, served ? 200 : 405).toTag(dice.token());
        if (!served || request.method().equals("OPTIONS")) {
            answer.add("Allow", String.join(", ", SERVED));
        }
        if (served && ProxyRules.recordsRoute(request.method())) {
            // "The UAS MUST copy all Record-Route header field values from the request into the
            // response", and it "MUST add a Contact header field" (RFC 3261 clause 12.1.1)
            request.headers("Record-Route").forEach(value -> answer.add("Record-Route", value));
            answer.add("Contact", requests.contact(held(set)));
        }
        transaction.respond(answer.build());
        if (served) {
            LOG.info(
                    "{} for impi={} call-id={} from={}",
                    request.method(),
                    config.impi(),
                    request.callId(),
                    request.from().uri());
            listener.requested(shard.now(), request);
        }
    }

    private @Nullable Held held(@Nullable SetId set) {
        return registration.state().sets().stream()
                .filter(one -> one.id().equals(set))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void strayResponse(SipResponse response, Flow flow) {
        listener.discarded("stray " + response.startLine());
    }
}
