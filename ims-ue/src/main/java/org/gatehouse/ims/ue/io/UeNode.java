package org.gatehouse.ims.ue.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.EspOptions;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.ipsec.kernel.EngineByMode;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.ipsec.kernel.KernelIpsec;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.registration.Deadlines;
import org.gatehouse.ims.ue.registration.FlowRules;
import org.gatehouse.ims.ue.registration.RegistrationEffect;
import org.gatehouse.ims.ue.registration.RegistrationEvent;
import org.gatehouse.ims.ue.registration.RegistrationMachine;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UE: its sockets, its transactions, its IPsec engine, and the registration machine they serve.
 * The same class runs on real sockets and in the simulated network; it belongs to one shard.
 */
public final class UeNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UeNode.class);

    private volatile UeConfig config;
    private final IsimDesk desk;
    private final Network network;
    private final Shard shard;
    private final UeListener listener;
    private final @Nullable KernelHost kernel;
    private final Deque<RegistrationEvent> events = new ArrayDeque<>();
    private volatile @Nullable Running running;
    private boolean stepping;

    /** A UE with its own ESP. */
    public UeNode(UeConfig config, Isim isim, Network network, Shard shard, UeListener listener) {
        this(config, isim, network, shard, listener, null);
    }

    /**
     * A UE with the ESP of the kernel.
     *
     * @param kernel has the sets of its carriers, or null; not closed with this UE
     */
    public UeNode(
            UeConfig config,
            Isim isim,
            Network network,
            Shard shard,
            UeListener listener,
            @Nullable KernelHost kernel) {
        this.kernel = kernel;
        this.config = config;
        this.desk = new IsimDesk(isim, shard, Thread.ofVirtual()::start, new IsimAnswers());
        this.network = network;
        this.shard = shard;
        this.listener = listener;
    }

    /** All that exists once the sockets are bound. */
    private final class Running {
        private final UeSockets sockets;
        private final RegistrationMachine machine;
        private final UeTraffic traffic;
        private final TransactionLayer transactions;
        private final UserIpsec ipsec;
        private final Ipsec engine;
        private final UeSending sending;
        private final KeepAlives keepAlives;
        private RegistrationState state;
        private Shard.@Nullable Timer timer;

        private Running(UeSockets sockets) {
            this.sockets = sockets;
            Network.Datagrams esp = sockets.esp();
            UeConfig bound =
                    esp == null
                            ? config
                            : config.withEspPorts(esp.local().getPort(), config.pcscfEspPort());
            Profile profile = bound.profile(sockets.bare().local());
            this.machine = new RegistrationMachine(profile, shard.random());
            this.state = machine.initial();
            this.traffic = new UeTraffic(config, profile, shard, listener, new Registration(this));
            this.transactions = new TransactionLayer(shard, this::send, traffic, config.timers());
            this.ipsec =
                    new UserIpsec(
                            shard,
                            (carrier, local, remote, packet) ->
                                    sockets.sendEsp(carrier, remote, packet),
                            UeNode.this::received,
                            new Exhaustion(),
                            UeNode.this::seen,
                            EspOptions.of(
                                            config.modes().stream()
                                                    .map(Carrier::of)
                                                    .collect(Collectors.toSet()),
                                            ReplayWindow.DEFAULT_SIZE)
                                    .on(config.shape().udp().path()),
                            sockets.inner() == null ? null : sockets.inner().segments());
            this.engine =
                    kernel == null
                            ? ipsec
                            : new EngineByMode(inKernel(kernel), kernel.carriers(), ipsec);
            this.sending = new UeSending(config, transactions, sockets, engine);
            this.keepAlives = new KeepAlives(shard, engine, state);
        }

        private KernelIpsec inKernel(KernelHost host) {
            var sets = new KernelIpsec(shard, host, UeNode.this::received, new Exhaustion());
            host.deliverTo((local, from, sip) -> onShard(() -> sets.received(local, from, sip)));
            return sets;
        }

        /** What is repeated from an address that the UE has left goes nowhere. */
        private void send(SipMessage message, Flow flow) {
            if (running == this) {
                transmit(message, flow);
            }
        }

        private void powerOff() {
            step(new RegistrationEvent.PowerOff());
            keepAlives.stop();
            sockets.close();
        }
    }

    /** "the transmitted Sequence Number must never be allowed to cycle": the set is at its end. */
    private final class Exhaustion implements IpsecListener {
        @Override
        public void exhausted(SetId set) {
            step(new RegistrationEvent.SetExhausted(set));
        }
    }

    /**
     * Binds the sockets: bare SIP, and ESP where IPsec is used.
     *
     * @throws EspUnavailableException if only what carries ESP can't be had
     * @throws IOException if the address can't be bound at all
     */
    public void start() throws IOException {
        running = new Running(UeSockets.open(config, network, shard, new Arrivals(), kernel));
    }

    /**
     * "When a UE changes its IP address [..] then the UE shall delete the existing SA's and
     * initiate an unprotected registration procedure using the new IP address as the source IP
     * address" (TS 33.203 clause 7.5). From any thread.
     */
    public void moveTo(InetAddress address) {
        onShard(() -> {
            Running before = running();
            before.powerOff();
            config = config.withLocal(address);
            try {
                start();
            } catch (IOException e) {
                listener.broken(
                        HostPort.text(address)
                                + ": "
                                + e.getMessage()
                                + " (expected: an address of this machine with free ports)");
                return;
            }
            // Call-ID and CSeq go on, so that the registrar sees the same UE
            running().state = before.state;
            step(new RegistrationEvent.Register());
        });
    }

    private void seen(
            Carrier carrier,
            InetSocketAddress source,
            InetSocketAddress destination,
            byte[] payload) {
        if (carrier == Carrier.IP) {
            listener.ipPacket(shard.now(), source.getAddress(), destination.getAddress(), payload);
        } else {
            listener.packet(shard.now(), source, destination, payload);
        }
    }

    /** Registers, or re-registers where a registration stands. From any thread. */
    public void register() {
        onShard(() -> step(new RegistrationEvent.Register()));
    }

    /** Takes the bindings back, and all SAs. From any thread. */
    public void deregister() {
        onShard(() -> step(new RegistrationEvent.Deregister()));
    }

    /** Sends a text to another user; the listener is told what becomes of it. From any thread. */
    public void message(String toUri, String text) {
        send(Outgoing.message(toUri, text));
    }

    /** Sends a request; the listener is told what becomes of it. From any thread. */
    public void send(Outgoing outgoing) {
        onShard(() -> running().traffic.send(outgoing));
    }

    /** Where the registration stands. Only on the shard. */
    public RegistrationState state() {
        return running().state;
    }

    /** The IPsec engine, for its counters. Only on the shard. */
    public UserIpsec ipsec() {
        return running().ipsec;
    }

    /** Where bare SIP arrives. */
    public InetSocketAddress local() {
        return running().sockets.bare().local();
    }

    /** Power off: the SAs are deleted and the sockets closed; nothing is told to the network. */
    @Override
    public void close() {
        if (running != null) {
            onShard(() -> running().powerOff());
        }
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("UE not started (expected: start() before)");
        }
        return running;
    }

    private void onShard(Runnable task) {
        if (!shard.offer(task)) {
            LOG.warn("mailbox full, task dropped impi={}", config.impi());
        }
    }

    private void receivedBare(InetSocketAddress local, InetSocketAddress from, byte[] payload) {
        listener.packet(shard.now(), from, local, payload);
        received(Flow.udp(local, from), payload);
    }

    private void received(Flow flow, byte[] octets) {
        SipMessage message;
        try {
            message = SipMessage.parse(octets, flow.transport());
        } catch (SipParseException e) {
            discard("not SIP: " + e.getMessage(), flow);
            return;
        }
        listener.message(shard.now(), false, flow, octets);
        Running now = running();
        if (FlowRules.accepts(now.state, message, flow)) {
            SetId set = flow.protectedBy();
            if (set != null) {
                // before SM12 is taken: it is no "further SIP message" itself
                step(new RegistrationEvent.Heard(set));
            }
            now.transactions.received(message, flow);
        } else {
            discard(message.startLine() + " came late or the wrong way", flow);
        }
    }

    private void discard(String reason, Flow flow) {
        LOG.debug("discarded impi={} flow={} reason={}", config.impi(), flow, reason);
        listener.discarded(reason);
    }

    private void transmit(SipMessage message, Flow flow) {
        byte[] octets = message.encode();
        SetId set = flow.protectedBy();
        Running now = running();
        if (flow.transport() == TransportProtocol.TCP) {
            listener.message(shard.now(), true, flow, octets);
            now.sockets.sendStreamed(message, flow);
        } else if (set == null) {
            listener.message(shard.now(), true, flow, octets);
            listener.packet(shard.now(), now.sockets.bare().local(), flow.remote(), octets);
            now.sockets.bare().send(flow.remote(), octets);
        } else {
            SendOutcome outcome = now.engine.send(set, octets);
            if (outcome == SendOutcome.SENT) {
                listener.message(shard.now(), true, flow, octets);
            } else {
                discard(message.startLine() + " not sent: " + outcome.token(), flow);
            }
        }
    }

    /** One event after the other: an effect that leads to an event waits for the others. */
    private void step(RegistrationEvent event) {
        events.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            Running now = running();
            for (var next = events.poll(); next != null; next = events.poll()) {
                Step<RegistrationState, RegistrationEffect> step =
                        now.machine.on(now.state, next, shard.now());
                now.state = step.next();
                step.effects().forEach(this::perform);
            }
            now.keepAlives.follow(now.state);
            arm(now);
        } finally {
            stepping = false;
        }
        running().traffic.follow();
    }

    private void arm(Running now) {
        if (now.timer != null) {
            now.timer.cancel();
        }
        now.timer = Deadlines.next(now.state).map(this::wakeAt).orElse(null);
    }

    private Shard.Timer wakeAt(Instant at) {
        Duration delay = Duration.between(shard.now(), at);
        return shard.schedule(delay, () -> step(new RegistrationEvent.Due()));
    }

    private void perform(RegistrationEffect effect) {
        Running now = running();
        switch (effect) {
            case RegistrationEffect.Send send -> send(send.request(), send.over());
            case RegistrationEffect.Install install -> {
                now.sockets.expectStreams(install.set());
                now.engine.install(install.set(), new Installing(install.set()));
            }
            case RegistrationEffect.Remove remove -> {
                now.sockets.closeStreams(remove.set());
                now.engine.remove(remove.set());
            }
            case RegistrationEffect.AskIsim ask -> desk.ask(ask.nonce());
            case RegistrationEffect.Report report -> {
                LOG.info(
                        "registration impi={} impu={} call-id={} outcome={}",
                        config.impi(),
                        config.impu(),
                        now.state.session().callId(),
                        report.outcome().getClass().getSimpleName());
                listener.ended(shard.now(), report.outcome());
            }
            case RegistrationEffect.Discard discard -> listener.discarded(discard.reason().name());
        }
    }

    /** What is sent through a set meanwhile waits in the engine. */
    private final class Installing implements Ipsec.Installation {
        private final AssociationSet set;

        Installing(AssociationSet set) {
            this.set = set;
        }

        @Override
        public void installed() {
            running().sockets.openStreams(set);
            listener.installed(set);
        }

        @Override
        public void failed(String reason) {
            LOG.error("no IPsec impi={} cause=\"{}\"", config.impi(), reason);
            listener.ipsecFailed(reason);
            step(new RegistrationEvent.PowerOff());
        }
    }

    /** What the ISIM says becomes an event of the machine. */
    private final class IsimAnswers implements IsimDesk.Answers {
        @Override
        public void answered(Isim.Result result) {
            step(new RegistrationEvent.IsimAnswered(result));
        }

        @Override
        public void failed(String reason) {
            LOG.error("ISIM failed impi={} cause={}", config.impi(), reason);
            listener.broken(reason);
            step(new RegistrationEvent.PowerOff());
        }
    }

    private void send(SipRequest request, @Nullable SetId over) {
        Running now = running();
        now.sending.send(
                request, over, now.state, new RegisterAnswers(request.cseq().number(), this::step));
    }

    /** Brings what comes in onto the shard, unless its socket is one that the UE has left. */
    private final class Arrivals implements UeSockets.Arrivals {
        @Override
        public void bareCame(InetSocketAddress local, InetSocketAddress from, byte[] payload) {
            onShard(() -> {
                if (local.equals(running().sockets.bare().local())) {
                    receivedBare(local, from, payload);
                }
            });
        }

        @Override
        public void espCame(InetSocketAddress local, InetSocketAddress from, byte[] payload) {
            onShard(() -> running().ipsec.received(from, local, payload));
        }

        @Override
        public void ipCame(InetAddress local, InetAddress from, byte[] packet) {
            onShard(() -> running().ipsec.receivedIp(from, local, packet));
        }

        @Override
        public void segmentLeft(SetId set, byte[] segment, boolean fromServerPort) {
            onShard(() -> running().ipsec.sendTcp(set, segment, fromServerPort));
        }

        @Override
        public void received(Flow flow, byte[] octets) {
            onShard(() -> UeNode.this.received(flow, octets));
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            if (message instanceof SipRequest request) {
                onShard(() -> running().transactions.unsent(request));
            }
        }
    }

    /** What requests other than REGISTER need of the registration. */
    private final class Registration implements UeTraffic.Registration {
        private final Running now;

        private Registration(Running now) {
            this.now = now;
        }

        @Override
        public RegistrationState state() {
            return now.state;
        }

        @Override
        public void step(RegistrationEvent event) {
            UeNode.this.step(event);
        }

        @Override
        public void send(SipRequest request, @Nullable SetId over, ClientHandler handler) {
            now.sending.send(request, over, now.state, handler);
        }
    }
}
