package org.gatehouse.ims.pcscf.registration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreeRules;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.policy.ToleranceRules;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.Register;
import org.gatehouse.ims.pcscf.register.RegisterReading;
import org.gatehouse.ims.pcscf.table.PortHolder;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;

/** One machine with hands: it feeds events, picks SPIs and ports, and keeps the effects. */
final class Bench {
    static final int PORT_PS = 6060;
    static final List<AlgorithmPair> ALL =
            List.of(
                    AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                    AlgorithmPair.parse("hmac-sha-1-96/des-ede3-cbc"),
                    AlgorithmPair.parse("hmac-md5-96/aes-cbc"),
                    AlgorithmPair.parse("hmac-md5-96/des-ede3-cbc"),
                    AlgorithmPair.parse("hmac-sha-1-96/null"),
                    AlgorithmPair.parse("hmac-md5-96/null"));
    static final RegistrationPolicy POLICY =
            policy(SecAgreePolicy.REQUIRED, ConfidentialityPolicy.WHEN_SUPPORTED, ALL);

    static final InetAddress UE = InetAddress.ofLiteral(UeMessages.UE);
    private static final InetSocketAddress GM =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5060);

    final Flow bare = Flow.udp(GM, new InetSocketAddress(UE, 5060));
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    RegistrationState state = RegistrationState.of(new UeKey(UE, UeMessages.IMPI), "ue0-token");
    List<RegistrationEffect> effects = List.of();
    PortHolder portUc = PortHolder.NOBODY;
    PortHolder portUs = PortHolder.NOBODY;

    /** What a name in Via stands for. */
    Set<InetAddress> viaName = Set.of();

    int setsElsewhere;
    boolean installFails;

    private final RegistrationMachine machine;
    private long exchanges;
    private long sets;
    private int portPc = 6060;

    Bench() {
        this(POLICY);
    }

    Bench(RegistrationPolicy policy) {
        this.machine = new RegistrationMachine(policy, new Edge("127.0.0.1:5070", "visited.test"));
    }

    static RegistrationPolicy policy(
            SecAgreePolicy secAgree,
            ConfidentialityPolicy confidentiality,
            List<AlgorithmPair> algorithms) {
        return policy(SecAgreeRules.everywhere(secAgree), confidentiality, algorithms);
    }

    static RegistrationPolicy policy(
            SecAgreeRules secAgree,
            ConfidentialityPolicy confidentiality,
            List<AlgorithmPair> algorithms) {
        return new RegistrationPolicy(
                secAgree,
                algorithms,
                confidentiality,
                List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                RegistrationPolicy.REG_AWAIT_AUTH,
                RegistrationPolicy.MARGIN,
                RegistrationPolicy.GRACE,
                Duration.ofSeconds(30),
                ToleranceRules.STRICT);
    }

    /** The usual policy for these modes, first choice first. */
    static RegistrationPolicy policy(IpsecMode... modes) {
        RegistrationPolicy usual = POLICY;
        return new RegistrationPolicy(
                usual.secAgree(),
                usual.algorithms(),
                usual.confidentiality(),
                List.of(modes),
                usual.challengeLifetime(),
                usual.lifetimeMargin(),
                usual.grace(),
                usual.switchBefore(),
                usual.tolerances());
    }

    /** The usual policy, and these rules of what is tolerated. */
    static RegistrationPolicy tolerating(String... rules) {
        return new RegistrationPolicy(
                POLICY.secAgree(),
                POLICY.algorithms(),
                POLICY.confidentiality(),
                POLICY.modes(),
                POLICY.challengeLifetime(),
                POLICY.lifetimeMargin(),
                POLICY.grace(),
                POLICY.switchBefore(),
                new ToleranceRules(
                        List.of(rules).stream()
                                .map(rule -> ToleranceRules.Rule.parse(rule).orElseThrow())
                                .toList()));
    }

    /** The flow of a set of this UE. */
    Flow over(SetId set) {
        return new Flow(
                TransportProtocol.UDP,
                new InetSocketAddress(GM.getAddress(), PORT_PS),
                new InetSocketAddress(UE, 30_000),
                set);
    }

    static Register read(SipRequest request) {
        return ((RegisterReading.Read) RegisterReading.of(request)).register();
    }

    Admission admission(UeMessages message, Flow flow) {
        return Admission.of(state, flow, read(message.build()));
    }

    /** A REGISTER that passes admission. */
    void register(UeMessages message, Flow flow) {
        Register register = read(message.build());
        if (Admission.of(state, flow, register) != Admission.ADMITTED) {
            throw new AssertionError("not admitted: " + Admission.of(state, flow, register));
        }
        long id = exchanges++;
        feed(
                new RegistrationEvent.RegisterCame(
                        new Exchange(id, "tag" + id, "icid" + id),
                        register,
                        flow,
                        HostPort.literal(register.request().topVia().host())
                                .map(Set::of)
                                .orElse(viaName),
                        portUc,
                        portUs,
                        setsElsewhere));
    }

    /** The home network answers what was forwarded last. */
    void home(SipResponse response) {
        feed(new RegistrationEvent.HomeAnswered(forward().exchange(), response));
    }

    /** SM1 and SM6; returns the new set. */
    SetId challenged(UeMessages sm1, Flow flow, String nonce) {
        register(sm1, flow);
        home(HomeMessages.challenge(forwarded(), nonce));
        return Objects.requireNonNull(state.challenged()).info().id();
    }

    /** SM7 as it should be. */
    UeMessages sm7(UeMessages sm1, String nonce) {
        UeMessages sm7 = UeMessages.sm1(Objects.requireNonNull(sm1.client));
        sm7.impu = sm1.impu;
        sm7.nonce = nonce;
        sm7.response = "0123456789abcdef0123456789abcdef";
        sm7.verify = Objects.requireNonNull(state.challenged()).server().format();
        return sm7;
    }

    /** A whole registration for 3600 s; returns its set. */
    SetId registered(UeMessages sm1, Flow flow, String nonce) {
        SetId set = challenged(sm1, flow, nonce);
        register(sm7(sm1, nonce), over(set));
        home(HomeMessages.ok(forwarded(), 3600));
        return set;
    }

    void pass(Duration time) {
        now = now.plus(time);
        feed(new RegistrationEvent.TimeCame());
    }

    /** Feeds one event, and whatever its effects ask back for. */
    void feed(RegistrationEvent event) {
        List<RegistrationEffect> all = new ArrayList<>();
        feed(event, all);
        effects = List.copyOf(all);
    }

    private void feed(RegistrationEvent event, List<RegistrationEffect> all) {
        var step = machine.on(state, event, now);
        state = step.next();
        for (RegistrationEffect effect : step.effects()) {
            all.add(effect);
            if (effect instanceof RegistrationEffect.Reserve reserve) {
                feed(reserved(reserve), all);
            } else if (effect instanceof RegistrationEffect.Install install) {
                feed(
                        installFails
                                ? new RegistrationEvent.InstallFailed(install.exchange(), "test")
                                : new RegistrationEvent.Installed(install.exchange()),
                        all);
            }
        }
    }

    private RegistrationEvent reserved(RegistrationEffect.Reserve reserve) {
        long id = ++sets;
        SpisAndPorts own =
                new SpisAndPorts(
                        new Spi(2_000_000_000L + 2 * id),
                        new Spi(2_000_000_001L + 2 * id),
                        ++portPc,
                        PORT_PS);
        return new RegistrationEvent.Reserved(reserve.exchange(), new SetId(id), own);
    }

    <T extends RegistrationEffect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private RegistrationEffect.Forward lastForward =
            new RegistrationEffect.Forward(new Exchange(-1, "", ""), new UeMessages().build());

    RegistrationEffect.Forward forward() {
        List<RegistrationEffect.Forward> sent = all(RegistrationEffect.Forward.class);
        if (!sent.isEmpty()) {
            lastForward = sent.getLast();
        }
        return lastForward;
    }

    SipRequest forwarded() {
        return forward().request();
    }

    RegistrationEffect.Answer answer() {
        return all(RegistrationEffect.Answer.class).getFirst();
    }

    SipResponse answered() {
        return answer().response();
    }

    List<Tolerance> tolerated() {
        return all(RegistrationEffect.Tolerated.class).stream()
                .map(RegistrationEffect.Tolerated::what)
                .toList();
    }

    List<SetId> removed() {
        return all(RegistrationEffect.Remove.class).stream().map(r -> r.info().id()).toList();
    }

    List<Outcome> outcomes() {
        return all(RegistrationEffect.Report.class).stream()
                .map(RegistrationEffect.Report::outcome)
                .toList();
    }

    RegistrationState.Role role(SetId set) {
        return state.roleOf(set).orElseThrow();
    }

    Instant expires(SetId set) {
        return state.sets().stream()
                .filter(view -> view.info().id().equals(set))
                .findFirst()
                .orElseThrow()
                .expires();
    }
}
