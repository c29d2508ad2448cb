package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Autn;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth.Resync;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;

/** One subscription with two implicit sets, and a store that does what it is told at once. */
final class HssMachineFixture {
    static final String IMPI = "001010000000001@home.net";
    static final String IMPU = "sip:001010000000001@home.net";
    static final String TEL = "tel:+999010000000001";
    static final String WORK = "sip:work@home.net";
    static final String SCSCF = "sip:scscf.home.net:5082";
    static final String OTHER_SCSCF = "sip:scscf2.home.net:5082";

    static final SubscriberKey KEY =
            SubscriberKey.ofOpc(
                    HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                    HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"),
                    HexFormat.of().parseHex("8000"));
    static final Subscriber SUBSCRIBER =
            new Subscriber(
                    IMPI,
                    KEY,
                    List.of(
                            ImplicitSet.of(IMPU, TEL),
                            new ImplicitSet(
                                    List.of(
                                            new Identity(WORK, false),
                                            new Identity("sip:barred@home.net", true))),
                            new ImplicitSet(
                                    List.of(new Identity("sip:only-barred@home.net", true)))));

    private final HssMachine machine;
    private HssState state;
    private Standing durable;
    private int saves;
    private int randomness;
    private long ticket;

    HssMachineFixture() {
        this(HssPolicy.OPEN);
    }

    HssMachineFixture(HssPolicy policy) {
        machine = new HssMachine(policy);
        durable = Standing.fresh(SUBSCRIBER.sets().size());
        state = new HssState.Serving(Account.loaded(SUBSCRIBER, durable));
    }

    /** Forgets what is in memory and loads what is durable, as a killed process does. */
    void crash() {
        state = new HssState.Serving(Account.loaded(SUBSCRIBER, durable));
    }

    Asked asked(CxRequest request) {
        byte[] fresh = new byte[HssMachine.randomnessFor(request)];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = (byte) (randomness++ * 31);
        }
        return new Asked(++ticket, request, fresh);
    }

    List<HssEffect> on(HssEvent event) {
        Step<HssState, HssEffect> step = machine.on(state, event);
        state = step.next();
        return step.effects();
    }

    /** Asks, and saves whatever is to be saved. */
    CxAnswer ask(CxRequest request) {
        List<HssEffect> effects = on(asked(request));
        if (effects.getFirst() instanceof HssEffect.Save save) {
            durable = save.standing();
            saves++;
            effects = on(new HssEvent.Saved());
        }
        assertThat(effects).hasSize(1);
        return ((HssEffect.Answer) effects.getFirst()).answer();
    }

    Standing standing() {
        return durable;
    }

    SetStanding set(int index) {
        return durable.sets().get(index);
    }

    HssState state() {
        return state;
    }

    int saves() {
        return saves;
    }

    UserAuthorizationAnswer uar(String impu, UserAuthorization.Type type) {
        return (UserAuthorizationAnswer) ask(new UserAuthorization(IMPI, impu, "home.net", type));
    }

    MultimediaAuthAnswer mar(String impu, int items) {
        return mar(impu, items, SCSCF);
    }

    MultimediaAuthAnswer mar(String impu, int items, String scscf) {
        return (MultimediaAuthAnswer) ask(new MultimediaAuth(IMPI, impu, scscf, items, null));
    }

    MultimediaAuthAnswer resync(Resync resync) {
        return (MultimediaAuthAnswer) ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 1, resync));
    }

    ServerAssignmentAnswer sar(AssignmentType type, String... impus) {
        return sar(SCSCF, type, impus);
    }

    ServerAssignmentAnswer sar(String scscf, AssignmentType type, String... impus) {
        return (ServerAssignmentAnswer)
                ask(new ServerAssignment(IMPI, List.of(impus), scscf, type, false));
    }

    LocationInfoAnswer lir(String impu) {
        return (LocationInfoAnswer) ask(new LocationInfo(impu, false));
    }

    /** Orders, and saves whatever is to be saved. */
    HssEffect order(Order order) {
        List<HssEffect> effects = on(new HssEvent.Ordered(++ticket, order));
        if (effects.getFirst() instanceof HssEffect.Save save) {
            durable = save.standing();
            saves++;
            effects = on(new HssEvent.Saved());
        }
        assertThat(effects).hasSize(1);
        return effects.getFirst();
    }

    /** What the card of this subscriber says after it has taken SEQ numbers up to this one. */
    static Resync resyncAt(byte[] rand, long seq) {
        AkaAlgorithm card = KEY.algorithm();
        return new Resync(rand, Auts.make(card, rand, SqnGenerator.after(seq).current()));
    }

    /** The SEQs in the AUTNs of an answer. */
    static List<Long> seqs(MultimediaAuthAnswer answer) {
        List<Long> seqs = new ArrayList<>();
        for (AuthenticationVector vector : answer.vectors()) {
            long ak = KEY.algorithm().anonymityKey(vector.rand());
            seqs.add(SqnProfile.DEFAULT.seq(Autn.of(vector.autn()).concealedSqn() ^ ak));
        }
        return seqs;
    }
}
