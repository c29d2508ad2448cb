package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole P-CSCF with real SIP and ESP octets, in the simulated network. */
class PcscfNodeTest {
    @Test
    @Requirement({"arch-gm-protected", "aka-two-sa-pairs", "esp-four-sas", "port-udp-use"})
    void aUeRegistersAndSm12ComesThroughTheNewSetToItsServerPort() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(ue.lastFlow().local().getPort()).isEqualTo(31_000);
        assertThat(ue.lastFlow().remote().getPort()).isBetween(6061, 6068);
        assertThat(lab.atHome).hasSize(2);
        assertThat(Lab.credentials(lab.atHome.get(0)).integrityProtected()).isEqualTo("no");
        assertThat(Lab.credentials(lab.atHome.get(1)).integrityProtected()).isEqualTo("yes");
    }

    @Test
    @Requirement({"esp-four-sas", "port-udp-use"})
    void aUeWithTransportModeAloneRegistersAndRefreshesOverIpProtocol50() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.offeredMode = "trans";
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(ue.ipPackets).isEqualTo(1);
        List<AssociationRow> rows = lab.api("associations");
        assertThat(rows).hasSize(4).allMatch(row -> row.mode().equals("trans"));

        SetId fresh = lab.register(ue, ScriptedUe.offer(2), set);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(fresh);
        assertThat(ue.ipPackets).isGreaterThan(1);
        assertThat(ue.drops).isEmpty();
    }

    @Test
    void whereBareIpIsNotToBeHadTransportModeIsRefusedAndTheStartFailsIfItIsNeeded()
            throws Exception {
        Lab lab = new Lab(1);
        Network withoutIp = lab.withoutBareIp("127.0.0.77");
        PcscfNode asUsual = lab.node(withoutIp, "127.0.0.77");
        asUsual.start();
        assertThat(asUsual.problems()).isEmpty();
        for (String needed : List.of("ipsec=ip", "force-encapsulation=false")) {
            PcscfNode node = lab.node(lab.withoutBareIp("127.0.0.78"), "127.0.0.78", needed);
            assertThatThrownBy(node::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("transport mode is not possible here")
                    .hasMessageContaining("no bare IP here");
            node.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hmac-md5-96/null", "hmac-sha-1-96/null", "hmac-md5-96/aes-cbc",
        "hmac-sha-1-96/aes-cbc", "hmac-md5-96/des-ede3-cbc", "hmac-sha-1-96/des-ede3-cbc"
    })
    @Requirement({"esp-enc-algs", "esp-int-algs"})
    void everyPairOfAlgorithmsRegisters(String pair) throws Exception {
        Lab lab = new Lab(1, "algorithms=" + pair);
        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        List<AssociationRow> rows = lab.api("associations");
        assertThat(rows).allMatch(row -> (row.alg() + "/" + row.ealg()).equals(pair));
    }

    @Test
    @Requirement("tbl-pcscf")
    void theAssociationTableHasARowForEachDirectionOfEachPortPair() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.register(ue, ScriptedUe.offer(1), null);
        List<AssociationRow> rows = lab.api("associations");
        assertThat(rows).hasSize(4);
        assertThat(rows)
                .allSatisfy(row -> {
                    assertThat(row.impi()).isEqualTo(UeMessages.IMPI);
                    assertThat(row.impus()).contains(UeMessages.IMPU);
                    assertThat(row.ueAddress()).isEqualTo("127.0.1.1");
                    assertThat(row.set()).isEqualTo("current");
                    assertThat(row.mode()).isEqualTo("UDP-enc-tun");
                });
        assertThat(rows.stream().filter(row -> row.direction().equals("in")))
                .extracting(row -> row.ports().ue())
                .containsExactlyInAnyOrder(30_001, 31_000);
        assertThat(rows.stream().filter(row -> row.ports().ue() == 30_001))
                .extracting(row -> row.ports().pcscf())
                .containsOnly(6060);
        assertThat(rows).extracting(AssociationRow::spi).doesNotHaveDuplicates();
        List<RegistrationRow> registrations = lab.api("registrations");
        assertThat(registrations).singleElement().matches(RegistrationRow::isProtected);
    }

    @Test
    @Requirement({"rereg-pcscf-sa-steps", "rereg-pcscf-protected-sm1", "port-ps-stable"})
    void aReRegistrationOverTheOldSetMakesANewOneAndTheOldOneGoes() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId first = lab.register(ue, ScriptedUe.offer(1), null);
        int portPcBefore = ue.lastFlow().remote().getPort();
        SetId second = lab.register(ue, ScriptedUe.offer(2), first);
        assertThat(ue.heard.get(ue.heard.size() - 2).flow().protectedBy()).isEqualTo(first);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(second);
        assertThat(ue.lastFlow().remote().getPort()).isNotEqualTo(portPcBefore);
        assertThat(Lab.credentials(lab.atHome.get(2)).integrityProtected()).isEqualTo("yes");
        assertThat(lab.<AssociationRow>api("associations"))
                .hasSize(8)
                .filteredOn(row -> row.ports().ue() == 30_001 || row.ports().ue() == 30_002)
                .allMatch(row -> row.ports().pcscf() == 6060);
        ue.sendOver(second, message(ue).octets());
        lab.run(33);
        assertThat(lab.<AssociationRow>api("associations")).hasSize(4);
    }

    private static UeMessages message(ScriptedUe ue) {
        UeMessages message = new UeMessages();
        message.method = "MESSAGE";
        message.viaHost = ue.address.getHostAddress() + ":31000";
        message.authorization = false;
        return message;
    }

    @Test
    @Requirement("tbl-user-match")
    void aMessageGoesToTheServiceRouteUnderTheUsersOwnIdentity() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        UeMessages message = message(ue);
        message.impu = "sip:somebody-else@" + UeMessages.DOMAIN;
        message.verify = lab.agreed();
        message.extra("P-Asserted-Identity: <sip:somebody-else@x>")
                .extra("P-Preferred-Identity: <sip:somebody-else@x>");
        ue.sendOver(set, message.octets());
        lab.settle();
        SipRequest sent = lab.atHome.getLast();
        assertThat(sent.header("P-Asserted-Identity")).isEqualTo("<" + UeMessages.IMPU + ">");
        assertThat(sent.headers("P-Preferred-Identity")).isEmpty();
        assertThat(sent.headers("Route")).containsExactly(HomeMessages.SERVICE_ROUTE);
        assertThat(sent.headers("Security-Verify")).isEmpty();
        assertThat(ue.lastResponse().status()).isEqualTo(202);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
    }

    @Test
    @Requirement("fail-user-bad-key")
    void aUeWithAnotherKeyIsHeardByEspAloneAndItsSetGoesInTime() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.keys = ScriptedUe.keys(HomeMessages.IK, HomeMessages.CK);
        lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(lab.atHome).hasSize(1);
        assertThat(lab.count("pcscf.esp.dropped", "reason", "bad-icv")).isEqualTo(1);
        lab.run(241);
        assertThat(lab.<AssociationRow>api("associations")).isEmpty();
        assertThat(lab.count("pcscf.registrations", "outcome", "challenge-unanswered"))
                .isEqualTo(1);
    }

    @Test
    @Requirement("neg-pcscf-check")
    void sm7WithASecurityClientThatCanNotBeReadIsRefusedAndGoesNoFurther() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(lab.sm1(ue, ScriptedUe.offer(1)).octets());
        lab.settle();
        SetId set = ue.install(ScriptedUe.offer(1), ue.lastResponse());
        UeMessages sm7 = lab.sm7(ue, ScriptedUe.offer(1));
        sm7.client = "ipsec-3gpp;spi-c=none";
        ue.sendOver(set, sm7.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(400);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(lab.atHome).hasSize(1);
    }

    @Test
    void sm7IsAnsweredOverTheOldSetWhereSm1CameOverIt() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId first = lab.register(ue, ScriptedUe.offer(1), null);
        lab.homeAnswers =
                request ->
                        Lab.credentials(request).response().isEmpty()
                                ? lab.asUsual(request)
                                : HomeMessages.failure(request, 403);
        lab.register(ue, ScriptedUe.offer(2), first);
        assertThat(ue.lastResponse().status()).isEqualTo(403);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(first);
        lab.run(33);
        assertThat(lab.<AssociationRow>api("associations"))
                .hasSize(4)
                .allMatch(row -> row.set().equals("current"));
    }

    @Test
    @Requirement("rereg-delete-all")
    void theAnswerToADeregistrationLeavesThroughTheSetBeforeTheSetGoes() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        UeMessages end = lab.sm1(ue, ScriptedUe.offer(2));
        end.expires = 0;
        ue.sendOver(set, end.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(lab.<RegistrationRow>api("registrations")).isEmpty();
        lab.run(33);
        assertThat(lab.<AssociationRow>api("associations")).isEmpty();
        assertThat(lab.meters.get("pcscf.users").gauge().value()).isZero();
    }

    @Test
    void aLostSm12IsSentAgainThroughTheSet() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        int heard = ue.heard.size();
        ue.sendOver(set, lab.sm7Sent());
        lab.settle();
        assertThat(ue.heard).hasSize(heard + 1);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(lab.atHome).hasSize(2);
    }

    @Test
    @Requirement("unprot-pcscf-filter")
    void onTheUnprotectedPortOtherRequestsAreRejectedAndAcksAndResponsesDiscarded()
            throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        UeMessages message = message(ue);
        message.viaHost = "127.0.1.1:5060";
        ue.sendBare(message.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(403);
        message.method = "ACK";
        ue.sendBare(message.octets());
        ue.sendBare(
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 MESSAGE\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(ue.heard).hasSize(1);
        assertThat(lab.atHome).isEmpty();
        assertThat(lab.count("pcscf.discarded", "reason", "unprotected")).isEqualTo(3);
    }

    @Test
    @Requirement("unprot-pcscf-filter")
    void aStrangersInviteIsRefusedOnceEachTimeItComesAndTheRefusalIsNotRepeated() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        UeMessages invite = message(ue);
        invite.method = "INVITE";
        invite.viaHost = "127.0.1.1:5060";
        byte[] octets = invite.octets();
        ue.sendBare(octets);
        lab.run(40);
        assertThat(ue.heard).hasSize(1);
        assertThat(ue.lastResponse().status()).isEqualTo(403);

        String first = ue.lastResponse().to().tag();
        ue.sendBare(octets);
        lab.run(40);
        assertThat(ue.heard).hasSize(2);
        assertThat(ue.lastResponse().to().tag()).isEqualTo(first);
    }

    @Test
    void garbageOnEveryPortIsCountedAndNeverAnswered() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        Random random = new Random(Lab.SEED);
        long before = lab.network.datagrams();
        for (int i = 0; i < 300; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            for (var port : List.of(Lab.GM, Lab.MW, Lab.ESP)) {
                lab.network.inject(new SimNetwork.Datagram(ue.local(), port, garbage));
            }
        }
        lab.run(33);
        assertThat(lab.network.datagrams()).isEqualTo(before + 900);
        assertThat(ue.heard).isEmpty();
        lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
    }

    @Test
    void withOptionalPolicyAUeWithoutOfferRegistersAndTalksBare() throws Exception {
        Lab lab = new Lab(2, "sec-agree=optional");
        ScriptedUe ue = lab.ue("127.0.1.1");
        UeMessages register = new UeMessages();
        register.secAgree = false;
        ue.sendBare(register.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(401);
        assertThat(ue.lastResponse().headers("Security-Server")).isEmpty();
        assertThat(ue.lastResponse().header("WWW-Authenticate")).doesNotContain("ck=");
        register.nonce = "nonce1";
        register.response = "0123456789abcdef0123456789abcdef";
        ue.sendBare(register.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(Lab.credentials(lab.atHome.getLast()).integrityProtected()).isEqualTo("no");
        UeMessages message = message(ue);
        message.viaHost = "127.0.1.1:5060";
        ue.sendBare(message.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(202);
        assertThat(lab.<RegistrationRow>api("registrations"))
                .singleElement()
                .matches(row -> !row.isProtected());
    }

    @Test
    void aUserWhoMovesToAnotherAddressLosesTheSetsOfTheOldOne() throws Exception {
        Lab lab = new Lab(4);
        ScriptedUe here = lab.ue("127.0.1.1");
        ScriptedUe there = lab.ue("127.0.1.2");
        lab.register(here, ScriptedUe.offer(1), null);
        lab.register(there, ScriptedUe.offer(1), null);
        assertThat(there.lastResponse().status()).isEqualTo(200);
        assertThat(lab.<AssociationRow>api("associations"))
                .hasSize(4)
                .allMatch(row -> row.ueAddress().equals("127.0.1.2"));
    }
}
