package org.gatehouse.ims.pcscf.io;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Names;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.register.Register;
import org.gatehouse.ims.pcscf.registration.Exchange;
import org.gatehouse.ims.pcscf.registration.Refusals;
import org.gatehouse.ims.pcscf.registration.RegistrationEffect;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.registration.RegistrationMachine;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.gatehouse.ims.pcscf.traffic.UserToken;

/** Runs the registration machines of one shard: events in, effects out. */
final class Registrations {
    /** A name that takes longer is unknown: the UE, whose T1 is 2 s, is not to give up before. */
    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(4);

    private record Due(User user, RegistrationEvent event) {}

    private final Shard shard;
    private final RegistrationMachine machine;
    private final Users users;
    private final SetStore sets;
    private final Uplink uplink;
    private final PcscfLog log;
    private final OtherShards others;
    private final Names names;
    private final Map<Long, ServerTransaction> transactions = new HashMap<>();
    private final Deque<Due> events = new ArrayDeque<>();
    private long exchanges;
    private boolean stepping;
    private Consumer<User> watcher = user -> {};

    /** What the other shards are told, for a user has addresses on all of them. */
    interface OtherShards {
        /** The user registered here now. */
        void moved(UeKey here);

        /** The user was challenged here now. */
        void challenged(UeKey here);
    }

    Registrations(
            Shard shard,
            RegistrationMachine machine,
            Users users,
            SetStore sets,
            Uplink uplink,
            PcscfLog log,
            OtherShards others,
            Names names) {
        this.shard = shard;
        this.machine = machine;
        this.users = users;
        this.sets = sets;
        this.uplink = uplink;
        this.log = log;
        this.others = others;
        this.names = names;
    }

    /** A REGISTER that was admitted. */
    void registerCame(ServerTransaction transaction, Register register) {
        String host = register.request().topVia().host();
        Optional<InetAddress> literal = HostPort.literal(host);
        if (literal.isPresent()) {
            registerCame(transaction, register, Set.of(literal.get()));
            return;
        }
        AtomicBoolean answered = new AtomicBoolean();
        Consumer<Set<InetAddress>> next =
                found -> {
                    if (answered.compareAndSet(false, true)) {
                        registerCame(transaction, register, found);
                    }
                };
        boolean looking = names.lookUp(host, found -> shard.offer(() -> next.accept(found)));
        if (!looking && transaction.flow().isProtected()) {
            transaction.respond(
                    Refusals.busy(register.request(), 503, "Too Many Names In Via", random(8)));
        } else if (!looking) {
            next.accept(Set.of());
        } else {
            shard.schedule(LOOKUP_PATIENCE, () -> next.accept(Set.of()));
        }
    }

    private void registerCame(
            ServerTransaction transaction, Register register, Set<InetAddress> viaAddresses) {
        Flow flow = transaction.flow();
        SetId set = flow.protectedBy();
        UeKey key = new UeKey(flow.remote().getAddress(), register.impi());
        User user = set == null ? users.find(key) : users.find(set);
        if (user == null) {
            user = users.make(key, token());
        }
        user.callId = callId(register);
        if (flow.isProtected()) {
            user.transport = flow.transport();
        }
        Exchange exchange = new Exchange(exchanges++, random(8), random(16));
        transactions.put(exchange.id(), transaction);
        step(
                user,
                new RegistrationEvent.RegisterCame(
                        exchange,
                        register,
                        flow,
                        viaAddresses,
                        sets.holderOfClientPort(user.state, register.client()),
                        sets.holderOfServerPort(user.state, register.client()),
                        sets.setsElsewhere(user.state)));
    }

    /** The user registered on another shard. */
    void movedTo(UeKey place) {
        users.elsewhere(place).forEach(user -> step(user, new RegistrationEvent.Moved()));
    }

    /** The user was challenged on another shard. */
    void challengedAt(UeKey place) {
        users.elsewhere(place)
                .forEach(user ->
                        step(
                                user,
                                new RegistrationEvent.ChallengeVoid(RemovalReason.NEW_CHALLENGE)));
    }

    void step(User user, RegistrationEvent event) {
        events.add(new Due(user, event));
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (Due next = events.poll(); next != null; next = events.poll()) {
                stepOne(next.user(), next.event());
            }
        } finally {
            stepping = false;
            events.clear();
        }
    }

    private void stepOne(User user, RegistrationEvent event) {
        RegistrationState before = user.state;
        Step<RegistrationState, RegistrationEffect> step = machine.on(before, event, shard.now());
        user.state = step.next();
        step.effects().forEach(effect -> perform(user, event, effect));
        if (event instanceof RegistrationEvent.HomeAnswered) {
            user.state.sets().stream()
                    .filter(set -> set.role() == RegistrationState.Role.CURRENT)
                    .forEach(set -> sets.established(set.info(), set.expires()));
        }
        users.stepped(user, before);
        if (before.isRegistered() || user.state.isRegistered()) {
            watcher.accept(user);
        }
    }

    /**
     * Follows registrations from now on.
     *
     * @param follows told of each step of one that stands, or stood
     */
    void watch(Consumer<User> follows) {
        watcher = follows;
    }

    private void perform(User user, RegistrationEvent cause, RegistrationEffect effect) {
        switch (effect) {
            case RegistrationEffect.Forward forward ->
                    forward(user, forward.exchange(), forward.request());
            case RegistrationEffect.Answer answer -> answer(answer);
            case RegistrationEffect.Reserve reserve -> reserve(user, reserve);
            case RegistrationEffect.Install install -> install(user, install);
            case RegistrationEffect.Remove remove -> {
                sets.remove(remove.info(), remove.reason());
                users.setRemoved(remove.info().id());
                log.setRemoved(user, remove.info(), remove.reason());
            }
            case RegistrationEffect.WakeAt wake -> wakeAt(user, wake.at());
            case RegistrationEffect.MovedHere here -> {
                movedTo(user.state.ue());
                others.moved(user.state.ue());
            }
            case RegistrationEffect.Tolerated tolerated ->
                    log.tolerated(user, tolerated.what(), tolerated.detail());
            case RegistrationEffect.Report report -> log.registration(user, subject(cause), report);
        }
    }

    private void forward(User user, Exchange exchange, SipRequest request) {
        uplink.register(
                request,
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {
                        if (response.status() != 100) {
                            step(user, new RegistrationEvent.HomeAnswered(exchange, response));
                        }
                    }

                    @Override
                    public void timedOut() {
                        step(user, new RegistrationEvent.HomeSilent(exchange));
                    }
                });
    }

    private void answer(RegistrationEffect.Answer answer) {
        long id = answer.exchange().id();
        ServerTransaction transaction =
                answer.response().isFinal() ? transactions.remove(id) : transactions.get(id);
        if (transaction != null) {
            SetId over = answer.over();
            if (over != null) {
                uplink.answerOver(transaction, over);
            }
            transaction.respond(answer.response());
        }
    }

    private void reserve(User user, RegistrationEffect.Reserve reserve) {
        RegistrationEvent event =
                sets.reserve(user.state.ue(), reserve.uePortS(), reserve.avoid())
                        .<RegistrationEvent>map(picked ->
                                new RegistrationEvent.Reserved(
                                        reserve.exchange(), picked.set(), picked.own()))
                        .orElseGet(() ->
                                new RegistrationEvent.NothingFree(
                                        reserve.exchange(),
                                        "no set, or no protected client port is free"));
        step(user, event);
    }

    private void install(User user, RegistrationEffect.Install install) {
        sets.install(
                install.info(),
                install.challenge().keys(),
                new Ipsec.Installation() {
                    @Override
                    public void installed() {
                        Registrations.this.installed(user, install);
                    }

                    @Override
                    public void failed(String reason) {
                        step(user, new RegistrationEvent.InstallFailed(install.exchange(), reason));
                    }
                });
    }

    private void installed(User user, RegistrationEffect.Install install) {
        users.setAdded(install.info().id(), user);
        if (sets.hasSeveralHalfOpen(user.state.ue().impi())) {
            challengedAt(user.state.ue());
            others.challenged(user.state.ue());
        }
        sets.oneHalfOpenTooMany()
                .map(users::find)
                .ifPresent(oldest ->
                        step(
                                oldest,
                                new RegistrationEvent.ChallengeVoid(
                                        RemovalReason.TOO_MANY_UNANSWERED)));
        step(user, new RegistrationEvent.Installed(install.exchange()));
    }

    private void wakeAt(User user, Instant at) {
        if (user.timer != null) {
            user.timer.cancel();
        }
        user.timer =
                shard.schedule(
                        Duration.between(shard.now(), at),
                        () -> step(user, new RegistrationEvent.TimeCame()));
    }

    /** Which message this is about, as far as the event says. */
    private static String subject(RegistrationEvent event) {
        return switch (event) {
            case RegistrationEvent.RegisterCame came ->
                    "impu=" + came.register().impu() + " call-id=" + callId(came.register());
            case RegistrationEvent.HomeAnswered came ->
                    "call-id=" + came.response().callId() + " status=" + came.response().status();
            default -> "event=" + event.getClass().getSimpleName();
        };
    }

    private static String callId(Register register) {
        return register.request().callId();
    }

    /** User part of the own Path URI; names the shard, so that requests for the UE find it. */
    private String token() {
        return UserToken.make(shard.index(), random(8));
    }

    private String random(int octets) {
        byte[] drawn = new byte[octets];
        shard.random().nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Where a bare UE is known from; used by the filter of the unprotected port. */
    boolean isRegisteredBare(Flow from) {
        return users.findBare(from) != null;
    }
}
