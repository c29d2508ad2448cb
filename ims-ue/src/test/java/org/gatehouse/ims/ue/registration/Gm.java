package org.gatehouse.ims.ue.registration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.message.Transports;
import org.gatehouse.ims.ue.sa.SaTable;
import org.gatehouse.ims.ue.shape.Shape;
import org.jspecify.annotations.Nullable;

/** One registration machine on a bench: a test plays P-CSCF, ISIM and clock. */
public final class Gm {
    public static final InetSocketAddress UE = new InetSocketAddress(ip("192.0.2.7"), 40_000);
    static final InetSocketAddress PCSCF = new InetSocketAddress(ip("192.0.2.1"), 5060);
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    static final byte[] RES = {1, 2, 3, 4, 5, 6, 7, 8};
    static final byte[] CK = "CK-CK-CK-CK-CK-1".getBytes(US_ASCII);
    static final byte[] IK = "IK-IK-IK-IK-IK-1".getBytes(US_ASCII);
    static final Isim.Result ACCEPTED = new Isim.Result.Accepted(RES, CK, IK);
    static final Isim.Result MAC_FAILURE = new Isim.Result.MacFailure();
    static final byte[] AUTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    static final Isim.Result SYNC_FAILURE = new Isim.Result.SyncFailure(AUTS);

    /** The P-CSCF's own order; alternatives with encryption come first. */
    static final List<AlgorithmPair> NETWORK_ORDER =
            List.of(
                    pair(IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.AES_CBC),
                    pair(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.DES_EDE3_CBC),
                    pair(IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.NULL));

    private final RegistrationMachine machine;
    private RegistrationState state;
    private List<RegistrationEffect> effects = List.of();
    private final List<RegistrationEffect> allEffects = new ArrayList<>();
    private Instant now = VirtualTime.START;
    private int challenges;

    private Gm(Profile profile, long seed) {
        machine = new RegistrationMachine(profile, new Random(seed));
        state = machine.initial();
    }

    public static Gm of(Profile profile) {
        return new Gm(profile, 1);
    }

    public static Gm seeded(long seed) {
        return new Gm(profile(), seed);
    }

    public static Gm bench() {
        return seeded(1);
    }

    /** A bench where the UE is registered for a time. */
    public static Gm registered(int seconds) {
        return bench().on(new RegistrationEvent.Register()).challenge().isim(ACCEPTED).ok(seconds);
    }

    public static Profile profile() {
        return profile(List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL));
    }

    public static Profile profile(List<IpsecMode> modes) {
        return new Profile(
                "001010000000001@" + DOMAIN,
                "sip:001010000000001@" + DOMAIN,
                DOMAIN,
                new Profile.Addresses(
                        UE,
                        PCSCF,
                        new InetSocketAddress(UE.getAddress(), 4500),
                        new InetSocketAddress(PCSCF.getAddress(), 4500)),
                Transports.UDP,
                UeConfig.allAlgorithms(),
                modes,
                Duration.ofHours(1),
                "IEEE-802.11",
                3,
                /* bareOn406= */ false,
                Shape.standard());
    }

    /** A UE that does without IPsec where the P-CSCF answers 406. */
    static Profile goingBareOn406() {
        Profile usual = profile();
        return new Profile(
                usual.impi(),
                usual.impu(),
                usual.homeDomain(),
                usual.addresses(),
                usual.transports(),
                usual.algorithms(),
                usual.modes(),
                usual.expires(),
                usual.accessNetworkInfo(),
                usual.attempts(),
                /* bareOn406= */ true,
                Shape.standard());
    }

    static AlgorithmPair pair(IntegrityAlgorithm integrity, EncryptionAlgorithm encryption) {
        return new AlgorithmPair(integrity, encryption);
    }

    static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    // ---- the UE's side

    RegistrationState state() {
        return state;
    }

    List<RegistrationEffect> effects() {
        return effects;
    }

    Gm on(RegistrationEvent event) {
        Step<RegistrationState, RegistrationEffect> step = machine.on(state, event, now);
        state = step.next();
        effects = step.effects();
        allEffects.addAll(effects);
        return this;
    }

    Gm isim(Isim.Result result) {
        return on(new RegistrationEvent.IsimAnswered(result));
    }

    Gm after(Duration time) {
        now = now.plus(time);
        return on(new RegistrationEvent.Due());
    }

    Instant now() {
        return now;
    }

    /** The transaction of the latest REGISTER times out. */
    Gm timeOut() {
        return on(new RegistrationEvent.NoAnswer(sent().request().cseq().number()));
    }

    /** The REGISTER sent last. */
    RegistrationEffect.Send sent() {
        return all(RegistrationEffect.Send.class).getLast();
    }

    SipRequest register() {
        return sent().request();
    }

    /** Port_U of the REGISTER sent last. */
    PortPair ports() {
        Procedure procedure = ((RegistrationState.Underway) state).procedure();
        return Objects.requireNonNull(procedure.offer()).ports();
    }

    /** A header field of the REGISTER sent last. */
    String header(String name) {
        return Objects.requireNonNull(register().header(name), name);
    }

    DigestCredentials credentials() throws DigestSyntaxException {
        return DigestCredentials.parse(header("Authorization"));
    }

    SetId oldSet() {
        return Objects.requireNonNull(table().old()).id();
    }

    <E extends RegistrationEffect> List<E> all(Class<E> kind) {
        return allEffects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends RegistrationEffect> List<E> latest(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<SetId> removed() {
        return latest(RegistrationEffect.Remove.class).stream()
                .map(RegistrationEffect.Remove::set)
                .toList();
    }

    AssociationSet installed() {
        return all(RegistrationEffect.Install.class).getLast().set();
    }

    Outcome outcome() {
        return all(RegistrationEffect.Report.class).getLast().outcome();
    }

    Standing standing() {
        Standing standing = state.standing();
        if (standing == null) {
            throw new AssertionError("nothing stands in " + state);
        }
        return standing;
    }

    public SaTable table() {
        SaTable table = standing().table();
        if (table == null) {
            throw new AssertionError("no SAs in " + state);
        }
        return table;
    }

    // ---- the network's side

    /** SM6, the way SM1 went. */
    Gm challenge() {
        return answer(sm6().build(), wayOf(sent()));
    }

    /** SM12 over the set that carried SM7, or whatever set the REGISTER went over. */
    Gm ok(int seconds) {
        return answer(sm12(seconds).build(), wayOf(sent()));
    }

    Gm refuse(int status) {
        return answer(response(status).build(), wayOf(sent()));
    }

    Gm answer(SipResponse response, Flow flow) {
        return on(new RegistrationEvent.Answer(response, flow));
    }

    ResponseEditor response(int status) {
        return SipResponse.answering(register(), status).toTag("network");
    }

    ResponseEditor response(int status, String reason) {
        return SipResponse.answering(register(), status, reason).toTag("network");
    }

    ResponseEditor sm6() {
        return sm6(NETWORK_ORDER, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    ResponseEditor sm6(List<AlgorithmPair> order, IpsecMode mode) {
        return challengeAlone().add("Security-Server", securityServer(order, mode));
    }

    /** 401 with an AKA challenge and nothing about security agreement. */
    ResponseEditor challengeAlone() {
        challenges++;
        byte[] nonce = new byte[32];
        nonce[0] = (byte) challenges;
        return response(401)
                .add(
                        "WWW-Authenticate",
                        "Digest realm=\""
                                + DOMAIN
                                + "\", nonce=\""
                                + Base64.getEncoder().encodeToString(nonce)
                                + "\", algorithm=AKAv1-MD5, qop=\"auth\"");
    }

    String securityServer(List<AlgorithmPair> order, IpsecMode mode) {
        SpisAndPorts own =
                new SpisAndPorts(
                        new Spi(1_000_000_000L + challenges * 2L),
                        new Spi(1_000_000_001L + challenges * 2L),
                        6000 + challenges,
                        5999);
        return SecurityList.server(order, ConfidentialityPolicy.WHEN_SUPPORTED, mode, own).format();
    }

    ResponseEditor sm12(int seconds) {
        String contact = header("Contact");
        return response(200)
                .add("Contact", contact + ";expires=" + seconds)
                .add("Service-Route", "<sip:scscf.example;lr>")
                .add("P-Associated-URI", "<sip:a@example>, <tel:+1>");
    }

    static Flow bare() {
        return Flow.udp(UE, PCSCF);
    }

    /** Over the inbound SA of a set that UDP uses: port_pc to port_us. */
    static Flow over(AssociationSet set) {
        return new Flow(
                TransportProtocol.UDP,
                set.local().serverAddress(),
                set.remote().clientAddress(),
                set.id());
    }

    /** The way back of a REGISTER. */
    Flow wayOf(RegistrationEffect.Send send) {
        @Nullable SetId over = send.over();
        if (over == null) {
            return bare();
        }
        return over(
                all(RegistrationEffect.Install.class).stream()
                        .map(RegistrationEffect.Install::set)
                        .filter(set -> set.id().equals(over))
                        .findFirst()
                        .orElseThrow());
    }
}
