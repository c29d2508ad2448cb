package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.SipSender;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.icscf.LocateEffect;
import org.gatehouse.ims.scscf.icscf.LocateEvent;
import org.gatehouse.ims.scscf.icscf.LocateMachine;
import org.gatehouse.ims.scscf.icscf.LocateRequest;
import org.gatehouse.ims.scscf.icscf.LocateState;
import org.gatehouse.ims.scscf.icscf.ProxyRequests;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What passes through one shard of the I-CSCF; REGISTERs here, all else in its neighbour. */
final class IcscfShard implements TransactionUser {
    private static final Logger LOG =
            LoggerFactory.getLogger("org.gatehouse.ims.icscf.registration");

    /**
     * What the last server gets of the time: the P-CSCF gives up 32 s after its first attempt
     * (timer F), and our 504 should be there before.
     */
    private static final Duration WHOLE_TIME = Duration.ofSeconds(28);

    private final Shard shard;
    private final CxClient cx;
    private final IcscfConfig config;
    private final LocateMachine machine;
    private final MeterRegistry meters;
    private final InetSocketAddress local;
    private final TransactionLayer layer;
    private final SizedRequests requests;
    private final IcscfTraffic traffic;

    IcscfShard(
            Shard shard,
            CxClient cx,
            IcscfConfig config,
            InetSocketAddress local,
            SipSender sender,
            MeterRegistry meters) {
        this.shard = shard;
        this.cx = cx;
        this.config = config;
        this.machine = new LocateMachine(config.servers());
        this.local = local;
        this.meters = meters;
        this.layer = new TransactionLayer(shard, sender, this, TransactionTimers.RFC_3261);
        this.requests = new SizedRequests(layer, config.transport());
        this.traffic =
                new IcscfTraffic(
                        cx,
                        config.servers(),
                        local,
                        new CoreSender(local, layer, config.transport()),
                        new ProxyOutcomes("icscf", shard, meters));
    }

    TransactionLayer layer() {
        return layer;
    }

    @Override
    public void request(ServerTransaction transaction) {
        String method = transaction.request().method();
        if (method.equals("ACK")) {
            return;
        }
        if (!method.equals("REGISTER")) {
            traffic.came(transaction);
            return;
        }
        switch (LocateRequest.read(transaction.request(), config.homeNetwork())) {
            case LocateRequest.Reading.Unreadable unreadable ->
                    refuse(transaction, unreadable.refusal());
            case LocateRequest.Reading.Read read -> new Passage(transaction).start(read.request());
        }
    }

    @Override
    public void strayResponse(SipResponse response, Flow flow) {
        // RFC 3261 clause 16.7 would pass a stray 2xx on; a REGISTER has none that matters.
        outcome("stray-response");
    }

    private void refuse(ServerTransaction transaction, Refusal refusal) {
        SipRequest request = transaction.request();
        outcome("refused");
        LOG.info(
                "registration outcome=refused impu={} call-id={} reason=\"{}, {}\"",
                LogText.of(request.to().uri()),
                LogText.of(request.callId()),
                SipStatus.of(refusal).code(),
                refusal.why().replaceAll("[^ -~]|\"", "?"));
        String tag = Long.toHexString(shard.random().nextLong());
        transaction.respond(RegisterAnswers.refuse(request, refusal, tag));
    }

    private void outcome(String outcome) {
        meters.counter("icscf.registers", "outcome", outcome).increment();
    }

    /** One REGISTER on its way through. */
    private final class Passage {
        private final ServerTransaction transaction;
        private final Instant arrived = shard.now();
        private @Nullable LocateState state;
        private Shard.@Nullable Timer patience;

        Passage(ServerTransaction transaction) {
            this.transaction = transaction;
        }

        void start(LocateRequest request) {
            take(machine.start(request));
        }

        private void on(LocateEvent event) {
            if (state != null) {
                take(machine.on(state, event));
            }
        }

        private void take(Step<LocateState, LocateEffect> step) {
            state = step.next();
            step.effects().forEach(this::execute);
            if (state instanceof LocateState.Done) {
                stopWaiting();
            }
        }

        private void execute(LocateEffect effect) {
            switch (effect) {
                case LocateEffect.Ask ask ->
                        cx.send(ask.request(), outcome -> on(new LocateEvent.HssAnswered(outcome)));
                case LocateEffect.Forward forward -> forward(forward);
                case LocateEffect.Relay relay -> {
                    outcome("answered-" + relay.response().status());
                    transaction.respond(ProxyRules.upstream(relay.response()));
                }
                case LocateEffect.Refuse refuse -> refuse(transaction, refuse.refusal());
            }
        }

        private void forward(LocateEffect.Forward forward) {
            stopWaiting();
            int attempt = forward.attempt();
            patience =
                    shard.schedule(
                            patienceFor(forward), () -> on(new LocateEvent.ServerSilent(attempt)));
            SipRequest request =
                    ProxyRequests.downstream(
                            forward.request().sip(), forward.server(), local, layer.newBranch());
            requests.send(
                    request,
                    Flow.udp(local, forward.server().address()),
                    new ClientHandler() {
                        @Override
                        public void response(SipResponse response, Flow flow) {
                            on(new LocateEvent.ServerAnswered(attempt, response));
                        }

                        @Override
                        public void timedOut() {
                            on(new LocateEvent.ServerSilent(attempt));
                        }
                    });
        }

        private Duration patienceFor(LocateEffect.Forward forward) {
            Duration left = WHOLE_TIME.minus(Duration.between(arrived, shard.now()));
            boolean longer = left.compareTo(config.serverTimeout()) > 0;
            return forward.last() && longer ? left : config.serverTimeout();
        }

        private void stopWaiting() {
            if (patience != null) {
                patience.cancel();
                patience = null;
            }
        }
    }
}
