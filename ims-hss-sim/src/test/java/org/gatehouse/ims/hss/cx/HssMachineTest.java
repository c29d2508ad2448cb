package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_USER_UNKNOWN;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_TOO_BUSY;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPI;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPU;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.seqs;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HssMachineTest {
    private static final MultimediaAuth VECTOR = new MultimediaAuth(IMPI, IMPU, SCSCF, 1, null);
    private static final String STRANGER = "sip:stranger@home.net";

    private final HssMachineFixture hss = new HssMachineFixture();

    static List<CxRequest> requestsForAStranger() {
        return List.of(
                new UserAuthorization(
                        IMPI, STRANGER, "home.net", UserAuthorization.Type.REGISTRATION),
                new MultimediaAuth(IMPI, STRANGER, SCSCF, 1, null),
                new ServerAssignment(
                        IMPI,
                        List.of(IMPU, STRANGER),
                        SCSCF,
                        AssignmentType.USER_DEREGISTRATION,
                        false));
    }

    @ParameterizedTest
    @MethodSource("requestsForAStranger")
    @Requirement("aka-impi-impu-match")
    void anIdentityOfAnotherSubscriptionIsRefused(CxRequest request) {
        HssState before = hss.state();
        Asked asked = hss.asked(request);

        assertThat(hss.on(asked)).containsExactly(new HssEffect.FindOwner(asked, STRANGER));
        assertThat(results(hss.on(new HssEvent.OwnerFound(asked, true))))
                .containsExactly(DIAMETER_ERROR_IDENTITIES_DONT_MATCH);
        assertThat(hss.state()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("requestsForAStranger")
    @Requirement("aka-impi-impu-match")
    void anIdentityOfNobodyIsUnknown(CxRequest request) {
        Asked asked = hss.asked(request);

        hss.on(asked);

        assertThat(results(hss.on(new HssEvent.OwnerFound(asked, false))))
                .containsExactly(DIAMETER_ERROR_USER_UNKNOWN);
    }

    @Test
    void noVectorLeavesBeforeItsNumberIsDurable() {
        List<HssEffect> effects = hss.on(hss.asked(VECTOR));

        assertThat(effects).hasSize(1).first().isInstanceOf(HssEffect.Save.class);
        assertThat(((HssEffect.Save) effects.getFirst()).standing().seqMark())
                .isEqualTo(1 + VectorRules.SEQ_BLOCK);
        assertThat(hss.on(new HssEvent.Saved()))
                .hasSize(1)
                .first()
                .isInstanceOf(HssEffect.Answer.class);
    }

    @Test
    void requestsThatCameMeanwhileAreAnsweredInOrder() {
        Asked first = hss.asked(VECTOR);
        Asked second = hss.asked(VECTOR);
        Asked third = hss.asked(VECTOR);
        hss.on(first);

        assertThat(hss.on(second)).isEmpty();
        assertThat(hss.on(third)).isEmpty();

        List<HssEffect> effects = hss.on(new HssEvent.Saved());
        assertThat(effects.stream().map(e -> ((HssEffect.Answer) e).asked()))
                .containsExactly(first, second, third);
        assertThat(effects.stream().flatMap(e -> seqs(vectors(e)).stream()))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void aWaitingRequestMayNeedASaveOfItsOwn() {
        hss.on(hss.asked(VECTOR));
        hss.on(
                hss.asked(
                        new ServerAssignment(
                                IMPI, List.of(IMPU), SCSCF, AssignmentType.REGISTRATION, false)));
        hss.on(hss.asked(VECTOR));

        List<HssEffect> effects = hss.on(new HssEvent.Saved());

        assertThat(effects).hasSize(2);
        assertThat(effects.get(0)).isInstanceOf(HssEffect.Answer.class);
        assertThat(effects.get(1)).isInstanceOf(HssEffect.Save.class);
        assertThat(hss.on(new HssEvent.Saved())).hasSize(2);
    }

    @Test
    void aFailedSaveRefusesAllAndForgetsTheSubscription() {
        hss.on(hss.asked(VECTOR));
        hss.on(hss.asked(VECTOR));

        List<HssEffect> effects = hss.on(new HssEvent.SaveFailed("disk full"));

        assertThat(results(effects))
                .containsExactly(DIAMETER_UNABLE_TO_COMPLY, DIAMETER_UNABLE_TO_COMPLY);
        assertThat(effects).last().isEqualTo(new HssEffect.Forget());
        assertThat(hss.state()).isEqualTo(new HssState.Gone());
        assertThat(hss.on(new HssEvent.Saved())).isEmpty();
        assertThat(results(hss.on(hss.asked(VECTOR)))).containsExactly(DIAMETER_UNABLE_TO_COMPLY);
    }

    @Test
    void notEveryoneMayWait() {
        hss.on(hss.asked(VECTOR));
        for (int i = 0; i < HssMachine.MOST_WAITING; i++) {
            assertThat(hss.on(hss.asked(VECTOR))).isEmpty();
        }

        assertThat(results(hss.on(hss.asked(VECTOR)))).containsExactly(DIAMETER_TOO_BUSY);
    }

    @Test
    void anEndlessServerNameIsRefused() {
        String name = "sip:" + "x".repeat(HssMachine.LONGEST_SERVER_NAME);

        assertThat(hss.mar(IMPU, 1, name).result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
        assertThat(hss.saves()).isZero();
    }

    private static MultimediaAuthAnswer vectors(HssEffect effect) {
        return (MultimediaAuthAnswer) ((HssEffect.Answer) effect).answer();
    }

    private static List<CxResult> results(List<HssEffect> effects) {
        List<CxResult> results = new ArrayList<>();
        for (HssEffect effect : effects) {
            if (effect instanceof HssEffect.Answer answer) {
                results.add(answer.answer().result());
            }
        }
        return results;
    }
}
