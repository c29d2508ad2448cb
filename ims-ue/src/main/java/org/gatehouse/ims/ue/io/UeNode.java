package org.gatehouse.ims.ue.io;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.EspOptions;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.stream.SipStreams;
import org.gatehouse.ims.core.sip.stream.StreamUser;
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
import org.gatehouse.ims.ue.sa.Held;
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

    private final UeConfig config;
    private final IsimDesk desk;
    private final Network network;
    private final Shard shard;
    private final UeListener listener;
    private final Deque<RegistrationEvent> events = new ArrayDeque<>();
    private volatile @Nullable Running running;
    private boolean stepping;

    public UeNode(UeConfig config, Isim isim, Network network, Shard shard, UeListener listener) {
        this.config = config;
        this.desk = new IsimDesk(isim, shard, Thread.ofVirtual()::start, new IsimAnswers());
        this.network = network;
        this.shard = shard;
        this.listener = listener;
    }

    /** All that exists once the sockets are bound. */
    private final class Running {
        private final Network.Datagrams bare;
        private final SipStreams tcp;
        private final Network.@Nullable Datagrams esp;
        private final Network.@Nullable IpPackets ip;
        private final RegistrationMachine machine;
        private final UeTraffic traffic;
        private final TransactionLayer transactions;
        private final UserIpsec ipsec;
        private final KeepAlives keepAlives;
        private RegistrationState state;
        private Shard.@Nullable Timer timer;

        private Running(
                Network.Datagrams bare,
                SipStreams tcp,
                Network.@Nullable Datagrams esp,
                Network.@Nullable IpPackets ip) {
            this.bare = bare;
            this.tcp = tcp;
            this.esp = esp;
            this.ip = ip;
            UeConfig bound =
                    esp == null
                            ? config
                            : config.withEspPorts(esp.local().getPort(), config.pcscfEspPort());
            Profile profile = bound.profile(bare.local());
            this.machine = new RegistrationMachine(profile, shard.random());
            this.state = machine.initial();
            this.traffic = new UeTraffic(config, profile, shard, listener, new Registration(this));
            this.transactions =
                    new TransactionLayer(shard, UeNode.this::transmit, traffic, config.timers());
            this.ipsec =
                    new UserIpsec(
                            shard,
                            this::sendEsp,
                            UeNode.this::receivedProtected,
                            new Exhaustion(),
                            UeNode.this::seen,
                            EspOptions.of(
                                    config.modes().stream()
                                            .map(Carrier::of)
                                            .collect(Collectors.toSet()),
                                    ReplayWindow.DEFAULT_SIZE));
            this.keepAlives = new KeepAlives(shard, ipsec, state);
        }

        private boolean sendEsp(
                Carrier carrier, InetSocketAddress local, InetSocketAddress remote, byte[] packet) {
            if (carrier == Carrier.IP) {
                return ip != null && ip.send(remote.getAddress(), packet);
            }
            if (esp != null) {
                esp.send(remote, packet);
            }
            return esp != null;
        }

        private void closeSockets() {
            tcp.close();
            bare.close();
            if (esp != null) {
                esp.close();
            }
            if (ip != null) {
                ip.close();
            }
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
        Network.Datagrams bare =
                network.openDatagrams(
                        new InetSocketAddress(config.local(), config.localPort()),
                        (from, payload) -> onShard(() -> receivedBare(from, payload)));
        Network.IpPackets ip = null;
        try {
            ip = config.modes().contains(Carrier.IP.mode()) ? openIp() : null;
            running =
                    new Running(
                            bare,
                            openTcp(bare),
                            config.modes().contains(Carrier.UDP.mode()) ? openEsp() : null,
                            ip);
        } catch (IOException e) {
            bare.close();
            if (ip != null) {
                ip.close();
            }
            throw e;
        }
    }

    private Network.Datagrams openEsp() throws EspUnavailableException {
        InetSocketAddress address = new InetSocketAddress(config.local(), config.localEspPort());
        try {
            return network.openDatagrams(
                    address,
                    (from, payload) ->
                            onShard(() -> running().ipsec.received(from, address, payload)));
        } catch (IOException e) {
            throw new EspUnavailableException(config.local(), config.localEspPort(), e);
        }
    }

    /** Used where the profile says TCP; Via names the port it would be reached at. */
    private SipStreams openTcp(Network.Datagrams bare) throws IOException {
        SipStreams tcp =
                new SipStreams(
                        "ue",
                        network,
                        bare.local(),
                        shard,
                        new OverTcp(),
                        true,
                        new SimpleMeterRegistry());
        if (config.transport() == TransportProtocol.TCP) {
            tcp.listen();
        }
        return tcp;
    }

    private Network.IpPackets openIp() throws EspUnavailableException {
        InetAddress local = config.local();
        try {
            return network.openIp(
                    local,
                    InnerPacket.PROTOCOL_ESP,
                    (from, esp) -> onShard(() -> running().ipsec.receivedIp(from, local, esp)));
        } catch (IOException e) {
            throw new EspUnavailableException(e);
        }
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
        return running().bare.local();
    }

    /** Power off: the SAs are deleted and the sockets closed; nothing is told to the network. */
    @Override
    public void close() {
        Running now = running;
        if (now == null) {
            return;
        }
        onShard(() -> {
            step(new RegistrationEvent.PowerOff());
            now.keepAlives.stop();
            now.closeSockets();
        });
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

    private void receivedBare(InetSocketAddress from, byte[] payload) {
        InetSocketAddress local = running().bare.local();
        listener.packet(shard.now(), from, local, payload);
        received(Flow.udp(local, from), payload);
    }

    private void receivedProtected(Flow flow, byte[] sip) {
        SetId set = flow.protectedBy();
        if (set != null) {
            step(new RegistrationEvent.Heard(set));
        }
        received(flow, sip);
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
            now.tcp.send(message, flow);
        } else if (set == null) {
            listener.message(shard.now(), true, flow, octets);
            listener.packet(shard.now(), now.bare.local(), flow.remote(), octets);
            now.bare.send(flow.remote(), octets);
        } else {
            SendOutcome outcome = now.ipsec.send(set, octets);
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
    }

    private void arm(Running now) {
        if (now.timer != null) {
            now.timer.cancel();
            now.timer = null;
        }
        Optional<Instant> next = Deadlines.next(now.state);
        if (next.isPresent()) {
            Duration delay = Duration.between(shard.now(), next.get());
            now.timer = shard.schedule(delay, () -> step(new RegistrationEvent.Due()));
        }
    }

    private void perform(RegistrationEffect effect) {
        Running now = running();
        switch (effect) {
            case RegistrationEffect.Send send -> send(send.request(), send.over());
            case RegistrationEffect.Install install -> {
                now.ipsec.install(install.set());
                listener.installed(install.set());
            }
            case RegistrationEffect.Remove remove -> now.ipsec.remove(remove.set());
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
        long cseq = request.cseq().number();
        now.transactions.send(
                request,
                flow(now, over),
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {
                        step(new RegistrationEvent.Answer(response, flow));
                    }

                    @Override
                    public void timedOut() {
                        step(new RegistrationEvent.NoAnswer(cseq));
                    }
                });
    }

    private Flow flow(Running now, @Nullable SetId over) {
        if (over == null) {
            return config.transport() == TransportProtocol.TCP
                    ? Flow.tcp(now.bare.local(), config.pcscf())
                    : Flow.udp(now.bare.local(), config.pcscf());
        }
        for (Held held : now.state.sets()) {
            if (held.id().equals(over)) {
                AssociationSet set = held.set();
                return new Flow(
                        TransportProtocol.UDP,
                        set.local().clientAddress(),
                        set.remote().serverAddress(),
                        over);
            }
        }
        // never bare what was to be protected
        throw new IllegalStateException("no set " + over + " (expected: one that is installed)");
    }

    private final class OverTcp implements StreamUser {
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
            now.transactions.send(request, flow(now, over), handler);
        }
    }
}
