package org.gatehouse.ims.pcscf.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.EspOptions;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.PacketTap;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.ipsec.kernel.EngineByMode;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.ipsec.kernel.KernelIpsec;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.stream.InnerTcp;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.filter.EmergencyNumbers;
import org.gatehouse.ims.pcscf.filter.UnprotectedFilter;
import org.gatehouse.ims.pcscf.io.PcscfMeters.Discard;
import org.gatehouse.ims.pcscf.journal.EndedSets;
import org.gatehouse.ims.pcscf.journal.Journal;
import org.gatehouse.ims.pcscf.journal.JournalEntry;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.Register;
import org.gatehouse.ims.pcscf.register.RegisterReading;
import org.gatehouse.ims.pcscf.registration.Admission;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.registration.RegistrationMachine;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.SetsPerUser;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the P-CSCF. What comes in passes, in this order: ESP, the SIP parser, the filter of
 * the unprotected port, the right-SA check, the transactions, the registration machine.
 */
final class PcscfShard implements TransactionUser {
    /**
     * Octets that a refusal on Mw may have more than what it refuses: tag, received,
     * Content-Length, reason. On Gm it has none: whoever sends there may be anyone.
     */
    private static final int REFUSAL_SURPLUS = 128;

    private final Shard shard;
    private final Sockets sockets;
    private final EndedSets ended;
    private final PcscfLog log;
    private final RegistrationPolicy policy;
    private final Users users;
    private final UserIpsec ipsec;
    private final @Nullable KernelIpsec kernel;
    private final Ipsec engine;
    private final Uplink uplink;
    private final Registrations registrations;
    private final Originating originating;
    private final Terminating terminating;
    private final Emergency emergency;
    private final EmergencyNumbers emergencyNumbers;
    private final RegistrationWatches watches;

    PcscfShard(
            PcscfConfig config,
            Edge edge,
            Shard shard,
            int shards,
            Sockets sockets,
            SetsPerUser perUser,
            PcscfMeters meters,
            TrafficMeters traffic,
            Journal journal,
            Registrations.OtherShards others) {
        this.shard = shard;
        this.ended = journal.ended();
        this.sockets = sockets;
        this.log = new PcscfLog(shard, meters, config.policy());
        this.policy = config.policy();
        this.users = new Users(meters);
        this.uplink =
                new Uplink(
                        shard,
                        sockets,
                        config.icscf(),
                        config.transport(),
                        config.pathMtu(),
                        this,
                        log);
        InnerTcp inner = sockets.inner();
        this.ipsec =
                new UserIpsec(
                        shard,
                        (carrier, local, remote, packet) ->
                                sockets.esp().send(carrier, remote, packet),
                        this::protectedCame,
                        new EspEvents(),
                        PacketTap.NONE,
                        EspOptions.of(sockets.esp().userCarriers(), config.replayWindow())
                                .on(config.pathMtu()),
                        inner == null ? null : inner.segments());
        KernelHost host = sockets.esp().kernel();
        this.kernel =
                host == null
                        ? null
                        : new KernelIpsec(shard, host, this::protectedCame, new EspEvents());
        this.engine =
                host == null || kernel == null
                        ? ipsec
                        : new EngineByMode(kernel, host.carriers(), ipsec);
        uplink.use(engine);
        InetSocketAddress espAddress = sockets.esp().udpLocal().orElse(config.esp());
        SetStore sets =
                new SetStore(
                        shard,
                        shards,
                        config,
                        perUser,
                        engine,
                        inner == null ? null : inner.streams(),
                        espAddress,
                        meters,
                        journal);
        this.registrations =
                new Registrations(
                        shard,
                        new RegistrationMachine(config.policy(), edge),
                        users,
                        sets,
                        uplink,
                        log,
                        others,
                        sockets.names());
        GmSide gm = new GmSide(edge, sockets.gm().local());
        this.originating = new Originating(edge, gm, uplink, registrations, traffic, policy, log);
        this.emergency = new Emergency(config.emergency(), edge, uplink, registrations, traffic);
        this.emergencyNumbers = config.emergencyNumbers();
        this.watches =
                new RegistrationWatches(
                        shard, edge, config.icscf(), config.peers(), users, uplink, registrations);
        if (config.watchesRegistrations()) {
            registrations.watch(watches::follow);
        }
        this.terminating = new Terminating(shard, edge, gm, users, uplink, registrations, traffic);
    }

    Users users() {
        return users;
    }

    Ipsec ipsec() {
        return engine;
    }

    PcscfLog log() {
        return log;
    }

    Registrations registrations() {
        return registrations;
    }

    /** A message on Gm, without protection. */
    void bareCame(Flow flow, byte[] octets) {
        SipMessage message = parse(octets, flow);
        if (message == null) {
            return;
        }
        boolean bare = registrations.isRegisteredBare(flow);
        switch (UnprotectedFilter.of(message, bare, emergencyNumbers)) {
            case PROCESS, EMERGENCY -> admit(message, flow);
            case REJECT -> {
                log.discarded(Discard.UNPROTECTED, flow, message.startLine());
                // whoever sends may have written somebody else's address: nothing is repeated
                uplink.layer()
                        .refuse(
                                (SipRequest) message,
                                flow,
                                403,
                                "Only REGISTER On An Unprotected Port");
            }
            case DISCARD -> {
                if (message instanceof SipRequest ack && uplink.layer().awaits(ack, flow)) {
                    // its INVITE was let in: without it the answer is repeated for 32 s
                    uplink.layer().received(ack, flow);
                } else if (!(message instanceof SipResponse response)
                        || !isToleratedAnswer(response, flow)) {
                    log.discarded(Discard.UNPROTECTED, flow, message.startLine());
                }
            }
        }
    }

    /** Takes a bare answer to a protected request, where policy lets that UE give such. */
    private boolean isToleratedAnswer(SipResponse response, Flow flow) {
        InetAddress ue = flow.remote().getAddress();
        SetId set =
                policy.tolerates(Tolerance.CLEAR_ANSWERS, ue)
                        ? uplink.layer().protectedRequestOf(response, ue)
                        : null;
        User user = set == null ? null : users.find(set);
        if (set == null || user == null) {
            return false;
        }
        log.tolerated(user.state, response.callId(), Tolerance.CLEAR_ANSWERS, response.startLine());
        // to the transaction it is the answer that should have come through the set
        uplink.layer().received(response, flow.through(set));
        return true;
    }

    /** A message went no further before it got to this shard. */
    void discarded(Discard reason, Flow flow, String what) {
        log.discarded(reason, flow, what);
    }

    /** A request on Mw that can't be read. */
    void brokenCoreCame(Flow flow, SipParseException what, int octets) {
        uplink.layer().malformed(what, flow, octets + REFUSAL_SURPLUS);
    }

    /** A message on Mw. */
    void coreCame(Flow flow, SipMessage message) {
        uplink.layer().received(message, flow);
    }

    /** A message found no connection; a request tells its transaction. */
    void unsent(SipMessage message, Flow flow) {
        if (message instanceof SipRequest request) {
            uplink.layer().unsent(request);
        } else {
            discarded(Discard.NO_CONNECTION, flow, message.startLine());
        }
    }

    /** A TCP segment is to leave through a set; what does not is sent again by TCP. */
    void segmentLeft(SetId set, byte[] segment, boolean fromServerPort) {
        ipsec.sendTcp(set, segment, fromServerPort);
    }

    /** A datagram on the ESP socket. */
    void espCame(InetSocketAddress from, InetSocketAddress local, byte[] datagram) {
        if (!endedByRestart(from, datagram)) {
            ipsec.received(from, local, datagram);
        }
    }

    /** A packet of IP protocol 50. */
    void ipCame(InetAddress from, InetAddress local, byte[] packet) {
        if (!endedByRestart(new InetSocketAddress(from, 0), packet)) {
            ipsec.receivedIp(from, local, packet);
        }
    }

    /** A datagram at a protected port, which the kernel found authentic. */
    void kernelCame(InetSocketAddress local, InetSocketAddress from, byte[] sip) {
        if (kernel != null) {
            kernel.received(local, from, sip);
        }
    }

    /** Whether a UE has not noticed so far that its set is gone. */
    private boolean endedByRestart(InetSocketAddress from, byte[] packet) {
        Optional<JournalEntry> entry = ended.addressedBy(packet);
        entry.ifPresent(set -> log.endedByRestart(set, from));
        return entry.isPresent();
    }

    /** What ESP found authentic, in a datagram or on a connection. */
    void protectedCame(Flow flow, byte[] octets) {
        SipMessage message = parse(octets, flow);
        if (message != null) {
            admit(message, flow);
        }
    }

    private void admit(SipMessage message, Flow flow) {
        Register register = registerOf(message);
        // one that can't be read leads to its refusal alone, whatever set it came over
        Admission admission =
                register == null && isRegister(message)
                        ? Admission.ADMITTED
                        : Admission.of(state(flow, register), flow, register);
        if (admission == Admission.ADMITTED) {
            uplink.layer().received(message, flow);
        } else {
            RegistrationState state = state(flow, register);
            log.wrongSet(admission, message, flow, state == null ? "-" : state.ue().impi());
        }
    }

    private @Nullable RegistrationState state(Flow flow, @Nullable Register register) {
        SetId set = flow.protectedBy();
        User user;
        if (set != null) {
            user = users.find(set);
        } else {
            InetAddress address = flow.remote().getAddress();
            user = register == null ? null : users.find(new UeKey(address, register.impi()));
        }
        return user == null ? null : user.state;
    }

    private static boolean isRegister(SipMessage message) {
        return message instanceof SipRequest request && request.method().equals("REGISTER");
    }

    private static @Nullable Register registerOf(SipMessage message) {
        if (message instanceof SipRequest request
                && isRegister(message)
                && RegisterReading.of(request) instanceof RegisterReading.Read read) {
            return read.register();
        }
        return null;
    }

    @Override
    public void request(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Flow flow = transaction.flow();
        if (request.method().equals("ACK")) {
            log.discarded(Discard.NOT_FOR_US, flow, request.startLine());
        } else if (sockets.isMw(flow) && watches.takes(request)) {
            watches.came(transaction, tag());
        } else if (sockets.isMw(flow)) {
            terminating.came(transaction, tag());
        } else if (request.method().equals("REGISTER")) {
            registerCame(transaction);
        } else if (flow.isProtected()) {
            trafficCame(transaction, userOf(flow));
        } else {
            bareRequestCame(transaction);
        }
    }

    @Override
    public void cancelled(ServerTransaction invite) {
        emergency.cancelled(invite);
    }

    private void registerCame(ServerTransaction transaction) {
        switch (RegisterReading.of(transaction.request())) {
            case RegisterReading.Read read ->
                    registrations.registerCame(transaction, read.register());
            case RegisterReading.Refused refused -> {
                RequestFault fault = refused.fault();
                log.unreadable(transaction.request(), transaction.flow(), fault);
                transaction.respond(fault.answer(transaction.request(), tag()));
            }
        }
    }

    private void bareRequestCame(ServerTransaction transaction) {
        User bare = users.findBare(transaction.flow());
        if (emergencyNumbers.isEmergency(transaction.request())) {
            emergency.came(transaction, bare, tag());
        } else {
            trafficCame(transaction, bare);
        }
    }

    private void trafficCame(ServerTransaction transaction, @Nullable User user) {
        if (user == null || !user.state.isRegistered()) {
            refuse(transaction, 403, "Not Registered");
        } else if (emergencyNumbers.isEmergency(transaction.request())) {
            emergency.came(transaction, user, tag());
        } else {
            originating.came(transaction, user, tag());
        }
    }

    private @Nullable User userOf(Flow flow) {
        SetId set = flow.protectedBy();
        return set == null ? null : users.find(set);
    }

    @Override
    public void strayResponse(SipResponse response, Flow flow) {
        log.discarded(Discard.STRAY_RESPONSE, flow, response.startLine());
    }

    private void refuse(ServerTransaction transaction, int status, String reason) {
        transaction.respond(
                SipResponse.answering(transaction.request(), status, reason).toTag(tag()).build());
    }

    /**
     * Reads a message. Garbage gets no answer: whoever sends it would only learn that something
     * listens here. A REGISTER with a fault, and whatever came over an association, gets one that
     * is no longer than itself.
     */
    private @Nullable SipMessage parse(byte[] octets, Flow flow) {
        if (SipKeepAlive.isKeepAlive(octets)) {
            return null;
        }
        try {
            return SipMessage.parse(octets, flow.transport());
        } catch (SipParseException e) {
            log.discarded(Discard.NOT_SIP, flow, e.message());
            boolean isRegister =
                    e.answerable().filter(r -> r.method().equals("REGISTER")).isPresent();
            if (isRegister || flow.isProtected()) {
                uplink.layer().malformed(e, flow, octets.length);
            }
            return null;
        }
    }

    private String tag() {
        byte[] drawn = new byte[8];
        shard.random().nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Counts what ESP refused, and ends sets that are used up. */
    private final class EspEvents implements IpsecListener {
        @Override
        public void exhausted(SetId set) {
            User user = users.find(set);
            if (user != null) {
                registrations.step(user, new RegistrationEvent.SetExhausted(set));
            }
        }

        @Override
        public void dropped(DropReason reason, @Nullable SetId set, InetSocketAddress outerFrom) {
            log.espDropped(reason, set, outerFrom);
        }

        @Override
        public void fragmentKept(SetId set) {
            log.espFragment();
        }
    }
}
