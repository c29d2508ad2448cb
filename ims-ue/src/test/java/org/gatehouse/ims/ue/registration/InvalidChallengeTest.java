package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.registration.RegistrationEffect.AskIsim;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Install;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Send;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.junit.jupiter.api.Test;

/** Challenges that fail a check of the UE (TS 33.203 clauses 6.1.2, 6.1.3 and 7.3). */
class InvalidChallengeTest {
    private final Gm gm = Gm.bench().on(new Register());

    @Test
    @Requirement({"fail-network-mac", "aka-ue-checks"})
    void aWrongMacIsToldWithAnEmptyResponseAndWithoutAuts() throws DigestSyntaxException {
        gm.challenge().isim(Gm.MAC_FAILURE);

        assertThat(gm.credentials().text()).contains("response=\"\"");
        assertThat(gm.credentials().auts()).isNull();
        assertThat(gm.credentials().nonce()).isNotEmpty();
        assertThat(gm.all(Install.class)).isEmpty();
    }

    @Test
    @Requirement({"fail-network-mac", "rereg-ue-failure"})
    void aWrongMacIsToldBareIfTheFirstRegisterWasBare() {
        gm.challenge().isim(Gm.MAC_FAILURE);

        assertThat(gm.sent().over()).isNull();
    }

    @Test
    @Requirement({"fail-network-mac", "rereg-ue-failure"})
    void aWrongMacIsToldOverTheOldSasIfTheFirstRegisterWasProtected() {
        Gm registered = Gm.registered(3600);
        SetId old = registered.installed().id();
        registered.on(new Register()).challenge().isim(Gm.MAC_FAILURE);

        assertThat(registered.sent().over()).isEqualTo(old);
    }

    @Test
    @Requirement("fail-network-mac")
    void afterTheVerdictOnAWrongMacTheNetworkIsNotAuthenticated() {
        gm.challenge().isim(Gm.MAC_FAILURE).refuse(403);

        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    void aMacFailureWithoutAVerdictEndsTheSameWay() {
        gm.challenge().isim(Gm.MAC_FAILURE).timeOut();

        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
    }

    @Test
    @Requirement("aka-no-dos-dereg")
    void afterAFailedReRegistrationTheOldOneAndItsSasStay() {
        Gm registered = Gm.registered(3600);
        SetId old = registered.installed().id();
        registered.on(new Register()).challenge().isim(Gm.MAC_FAILURE).refuse(403);

        assertThat(registered.state()).isInstanceOf(Registered.class);
        assertThat(registered.table().current().id()).isEqualTo(old);
        assertThat(registered.removed()).isEmpty();
    }

    @Test
    @Requirement("sync-ue-auts")
    void aSequenceNumberOutOfRangeIsAnsweredWithAutsAndAFreshSecurityClient()
            throws DigestSyntaxException {
        String before = gm.header("Security-Client");
        gm.challenge().isim(Gm.SYNC_FAILURE);

        assertThat(gm.credentials().auts()).isEqualTo(Base64.getEncoder().encodeToString(Gm.AUTS));
        assertThat(gm.credentials().nonce()).isNotEmpty();
        assertThat(gm.header("Security-Client")).isNotNull().isNotEqualTo(before);
        assertThat(gm.all(Install.class)).isEmpty();
        assertThat(gm.sent().over()).isNull();
    }

    @Test
    @Requirement("sync-ue-auts")
    void autsGoesOverTheOldSasIfTheFirstRegisterDid() {
        Gm registered = Gm.registered(3600);
        SetId old = registered.installed().id();
        registered.on(new Register()).challenge().isim(Gm.SYNC_FAILURE);

        assertThat(registered.sent().over()).isEqualTo(old);
        assertThat(registered.register().headers("Security-Verify"))
                .isEqualTo(registered.table().current().securityServer());
    }

    @Test
    @Requirement("sync-then-success")
    void aSecondChallengeAfterAutsIsFollowedToItsEnd() {
        gm.challenge().isim(Gm.SYNC_FAILURE);
        int port = clientPort(gm);
        gm.challenge().isim(Gm.ACCEPTED);

        assertThat(gm.installed().local().ports().client()).isEqualTo(port);
        assertThat(gm.sent().over()).isEqualTo(gm.installed().id());
        gm.ok(600);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Registered.class);
    }

    private static int clientPort(Gm gm) {
        String value = gm.header("Security-Client");
        return Integer.parseInt(value.replaceAll("(?s).*?port-c=(\\d+).*", "$1"));
    }

    @Test
    void twoInvalidChallengesInARowAreToldAndTheThirdIsNot() {
        gm.challenge().isim(Gm.SYNC_FAILURE).challenge().isim(Gm.MAC_FAILURE);
        assertThat(gm.latest(Send.class)).hasSize(1);

        gm.challenge().isim(Gm.SYNC_FAILURE);
        assertThat(gm.latest(Send.class)).isEmpty();
        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
    }

    @Test
    @Requirement("neg-unacceptable-ue")
    void aChallengeWithoutSecurityServerIsAbandoned() {
        gm.answer(gm.challengeAlone().build(), Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement("neg-unacceptable-ue")
    void aChallengeWithAlgorithmsTheUeDoesNotSupportIsAbandoned() {
        String unknown = "ipsec-3gpp;alg=hmac-sha2-256-128;ealg=aes-gcm;mod=UDP-enc-tun;";
        gm.answer(
                gm.challengeAlone()
                        .add(
                                "Security-Server",
                                unknown + "spi-c=1111111111;spi-s=1111111112;port-c=7;port-s=8")
                        .build(),
                Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement({"neg-unacceptable-ue", "syntax-annex-h"})
    void aModeTheUeCanNotCarryIsAbandoned() {
        gm.answer(gm.sm6(Gm.NETWORK_ORDER, IpsecMode.TRANSPORT).build(), Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement("syntax-annex-h")
    void aMalformedSecurityServerIsAbandoned() {
        gm.answer(
                gm.challengeAlone().add("Security-Server", "ipsec-3gpp;alg==;spi-c=x").build(),
                Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement("port-not-sip")
    void aProtectedPortOfThePcscfThatIsAStandardSipPortIsAbandoned() {
        String server = "ipsec-3gpp;alg=hmac-md5-96;mod=UDP-enc-tun;spi-c=1111111111;";
        gm.answer(
                gm.challengeAlone()
                        .add("Security-Server", server + "spi-s=1111111112;port-c=7000;port-s=5060")
                        .build(),
                Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement("spi-unique")
    void anSpiOfThePcscfThatRepeatsOneOfTheUeIsNotTaken() {
        String own = gm.header("Security-Client").replaceAll("(?s).*?spi-c=(\\d+).*", "$1");
        String server = "ipsec-3gpp;alg=hmac-md5-96;mod=UDP-enc-tun;spi-c=" + own;
        gm.answer(
                gm.challengeAlone()
                        .add(
                                "Security-Server",
                                server + ";spi-s=1111111112;port-c=7000;port-s=7001")
                        .build(),
                Gm.bare());

        assertAbandoned();
    }

    @Test
    @Requirement("nat-no-mode-in-sm6")
    void transportModeThroughANatIsAbandonedAndWithoutOneItIsTaken() {
        Profile transport = Gm.profile(List.of(IpsecMode.TRANSPORT));
        String noMode =
                "ipsec-3gpp;alg=hmac-md5-96;spi-c=1111111111;spi-s=1111111112;port-c=7000;port-s=7001";
        Gm natted = Gm.of(transport).on(new Register());
        String via =
                "SIP/2.0/UDP 192.0.2.7:40000;received=198.51.100.9;rport=1;branch="
                        + natted.register().topVia().branch();
        natted.answer(
                natted.challengeAlone()
                        .add("Security-Server", noMode)
                        .replaceFirstValue("Via", via)
                        .build(),
                Gm.bare());
        assertThat(natted.outcome()).isInstanceOf(Outcome.AgreementFailed.class);

        Gm direct = Gm.of(transport).on(new Register());
        direct.answer(direct.challengeAlone().add("Security-Server", noMode).build(), Gm.bare());
        direct.isim(Gm.ACCEPTED);
        assertThat(direct.installed().mode()).isEqualTo(IpsecMode.TRANSPORT);
    }

    @Test
    @Requirement("aka-only")
    void aChallengeThatIsNotAkaIsNotAnswered() {
        gm.answer(
                gm.response(401)
                        .add("WWW-Authenticate", "Digest realm=\"x\", nonce=\"y\", algorithm=MD5")
                        .build(),
                Gm.bare());

        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
        assertThat(gm.latest(AskIsim.class)).isEmpty();
    }

    @Test
    @Requirement("arch-mutual-auth")
    void aSuccessToABareRegisterWithoutAChallengeProvesNothing() {
        gm.ok(3600);

        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement("esp-key-expansion")
    void keysThatAreWeakForTheChosenCipherMakeNoSas() {
        gm.answer(
                gm.sm6(
                                List.of(
                                        Gm.pair(
                                                IntegrityAlgorithm.HMAC_MD5_96,
                                                EncryptionAlgorithm.DES_EDE3_CBC)),
                                IpsecMode.UDP_ENCAPSULATED_TUNNEL)
                        .build(),
                Gm.bare());
        gm.isim(new Isim.Result.Accepted(Gm.RES, new byte[16], Gm.IK));

        assertThat(gm.outcome()).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(gm.all(Install.class)).isEmpty();
    }

    @Test
    @Requirement("esp-key-expansion")
    void aCkThatIsWeakForTheFirstChoiceLeadsToTheNextOneInTheList() {
        SipResponse sm6 =
                gm.sm6(
                                List.of(
                                        Gm.pair(
                                                IntegrityAlgorithm.HMAC_MD5_96,
                                                EncryptionAlgorithm.DES_EDE3_CBC),
                                        Gm.pair(
                                                IntegrityAlgorithm.HMAC_SHA_1_96,
                                                EncryptionAlgorithm.NULL)),
                                IpsecMode.UDP_ENCAPSULATED_TUNNEL)
                        .build();
        gm.answer(sm6, Gm.bare()).isim(new Isim.Result.Accepted(Gm.RES, new byte[16], Gm.IK));

        assertThat(gm.installed().encryption()).isEqualTo(EncryptionAlgorithm.NULL);
        assertThat(gm.installed().integrity()).isEqualTo(IntegrityAlgorithm.HMAC_SHA_1_96);
        assertThat(gm.register().headers("Security-Verify"))
                .isEqualTo(sm6.headers("Security-Server"));
    }

    private void assertAbandoned() {
        assertThat(gm.outcome()).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
        assertThat(gm.all(Install.class)).isEmpty();
        assertThat(gm.all(AskIsim.class)).isEmpty();
        assertThat(gm.all(Send.class)).hasSize(1);
    }
}
