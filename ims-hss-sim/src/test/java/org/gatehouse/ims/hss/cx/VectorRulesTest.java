package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPI;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPU;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.OTHER_SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.WORK;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.resyncAt;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.seqs;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim.Result.Accepted;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth.Resync;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.junit.jupiter.api.Test;

class VectorRulesTest {
    private static final byte[] RAND = new byte[16];

    private final HssMachineFixture hss = new HssMachineFixture();

    @Test
    @Requirement({"aka-av-batch", "aka-av-33102"})
    void aBatchIsOrderedBySequenceNumber() {
        MultimediaAuthAnswer answer = hss.mar(IMPU, 5);

        assertThat(answer.result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(answer.impi()).isEqualTo(IMPI);
        assertThat(answer.impu()).isEqualTo(IMPU);
        assertThat(seqs(answer)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    @Requirement({"aka-av-33102", "arch-mutual-auth", "sqn-array"})
    void theCardAcceptsEachVectorOnceInAnyOrder() {
        SoftIsim card = new SoftIsim(HssMachineFixture.KEY.algorithm(), SqnArray.fresh());
        List<AuthenticationVector> batch = hss.mar(IMPU, 16).vectors().reversed();

        assertThat(batch).hasSize(16);
        for (AuthenticationVector vector : batch) {
            assertThat(card.authenticate(vector.rand(), vector.autn()))
                    .isInstanceOfSatisfying(
                            Accepted.class,
                            accepted -> {
                                assertThat(accepted.res()).isEqualTo(vector.xres());
                                assertThat(accepted.ck()).isEqualTo(vector.ck());
                                assertThat(accepted.ik()).isEqualTo(vector.ik());
                            });
            assertThat(card.authenticate(vector.rand(), vector.autn()))
                    .isNotInstanceOf(Accepted.class);
        }
    }

    @Test
    void eachVectorHasARandOfItsOwn() {
        Set<String> rands = new HashSet<>();
        for (AuthenticationVector vector : hss.mar(IMPU, 16).vectors()) {
            rands.add(HexFormat.of().formatHex(vector.rand()));
        }

        assertThat(rands).hasSize(16);
    }

    @Test
    @Requirement("aka-av-batch")
    void noBatchIsLongerThanTheIndexRangeOfIms() {
        assertThat(hss.mar(IMPU, 1_000_000).vectors()).hasSize(VectorRules.MOST_VECTORS);
    }

    @Test
    @Requirement("aka-pending-flag")
    void askingForVectorsStoresTheServerAndMarksAuthenticationPending() {
        hss.mar(IMPU, 1);

        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
        assertThat(hss.set(0)).isEqualTo(new SetStanding(RegistrationState.NOT_REGISTERED, true));
        assertThat(hss.set(1)).isEqualTo(SetStanding.IDLE);
    }

    @Test
    @Requirement({"aka-pending-flag", "aka-no-dos-dereg"})
    void aRegisteredIdentityStaysRegisteredWhileItIsChallenged() {
        hss.mar(IMPU, 1);
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        Standing registered = hss.standing();

        hss.mar(IMPU, 1);

        assertThat(hss.standing()).isEqualTo(registered);
        assertThat(hss.set(0)).isEqualTo(SetStanding.of(RegistrationState.REGISTERED));
    }

    @Test
    void anotherServerThatChallengesARegisteredUserIsStoredAndTheUserStaysRegistered() {
        hss.mar(IMPU, 1);
        hss.sar(AssignmentType.REGISTRATION, IMPU);

        hss.mar(IMPU, 1, OTHER_SCSCF);

        assertThat(hss.standing().scscf()).isEqualTo(OTHER_SCSCF);
        assertThat(hss.set(0)).isEqualTo(new SetStanding(RegistrationState.REGISTERED, true));
    }

    @Test
    void identitiesOfOneSubscriptionShareTheSequenceNumbers() {
        assertThat(seqs(hss.mar(IMPU, 1))).containsExactly(1L);
        assertThat(seqs(hss.mar(WORK, 1))).containsExactly(2L);
    }

    @Test
    void theStoreIsAskedOnceInABlockOfNumbers() {
        hss.mar(IMPU, 1);
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        int before = hss.saves();

        for (int i = 0; i < 3 * VectorRules.SEQ_BLOCK; i++) {
            hss.mar(IMPU, 1);
        }

        assertThat(hss.saves() - before).isEqualTo(2);
    }

    @Test
    @Requirement("aka-av-fifo-once")
    void aKilledProcessSkipsNumbersAndRepeatsNone() {
        Set<Long> given = new HashSet<>();
        for (int life = 0; life < 50; life++) {
            for (int i = 0; i < life % 7; i++) {
                for (long seq : seqs(hss.mar(IMPU, 1 + life % 5))) {
                    assertThat(given.add(seq)).as("SEQ %d given twice", seq).isTrue();
                }
            }
            hss.crash();
        }
    }

    @Test
    @Requirement("aka-only")
    void onlyTheAkaSchemeIsServed() {
        MultimediaAuth digest = new MultimediaAuth(IMPI, IMPU, SCSCF, 1, "SIP Digest", null);

        assertThat(hss.ask(digest).result()).isEqualTo(DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED);
        assertThat(hss.saves()).isZero();
    }

    @Test
    @Requirement("sync-hss-check")
    void aCardAheadOfTheHssPullsItAlong() {
        hss.mar(IMPU, 1);

        MultimediaAuthAnswer answer = hss.resync(resyncAt(RAND, 5_000));

        assertThat(answer.result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(seqs(answer)).containsExactly(5_001L);
        assertThat(hss.standing().seqMark()).isGreaterThanOrEqualTo(5_001L);
    }

    @Test
    @Requirement("sync-hss-check")
    void anHssFarAheadOfTheCardGoesBackToIt() {
        hss.mar(IMPU, 1);
        hss.resync(resyncAt(RAND, 1L << 40));

        MultimediaAuthAnswer answer = hss.resync(resyncAt(RAND, 10));

        assertThat(seqs(answer)).containsExactly(11L);
        hss.crash();
        assertThat(seqs(hss.mar(IMPU, 1))).containsExactly(11L + VectorRules.SEQ_BLOCK + 1);
    }

    @Test
    @Requirement("sync-hss-check")
    void aCounterInRangeIsNotResetByAnAutsThatVerifies() {
        hss.mar(IMPU, 10);

        assertThat(seqs(hss.resync(resyncAt(RAND, 3)))).containsExactly(11L);
    }

    @Test
    @Requirement("sync-hss-check")
    void anAutsThatDoesNotVerifyChangesNothing() {
        hss.mar(IMPU, 1);
        HssState before = hss.state();
        Resync right = resyncAt(RAND, 5_000);
        byte[] forged = right.auts().clone();
        forged[13] ^= 1;

        MultimediaAuthAnswer answer = hss.resync(new Resync(RAND, forged));
        MultimediaAuthAnswer otherRand =
                hss.resync(
                        new Resync(
                                new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                right.auts()));

        assertThat(answer.result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
        assertThat(answer.vectors()).isEmpty();
        assertThat(otherRand.result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
        assertThat(hss.state()).isEqualTo(before);
        assertThat(seqs(hss.mar(IMPU, 1))).containsExactly(2L);
    }

    @Test
    @Requirement("sync-hss-check")
    void anAutsFromAServerThatDidNotChallengeIsRefused() {
        hss.mar(IMPU, 1, OTHER_SCSCF);

        assertThat(hss.resync(resyncAt(RAND, 5_000)).result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
    }

    @Test
    void theEndOfAllNumbersIsAnErrorAndNotTheFirstNumberAgain() {
        hss.mar(IMPU, 1);

        MultimediaAuthAnswer answer = hss.resync(resyncAt(RAND, (1L << 43) - 2));

        assertThat(answer.result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
        assertThat(seqs(hss.mar(IMPU, 1))).containsExactly(2L);
    }
}
