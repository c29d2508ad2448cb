package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of the core to UEs, with real SIP and ESP octets (TS 24.229 clause 5.2.6.4). */
class TerminatingTest {
    private Lab lab;
    private ScriptedUe ue;
    private SetId set;
    private CoreSide core;

    @BeforeEach
    void register() throws Exception {
        lab = new Lab(4);
        ue = lab.ue("127.0.1.1");
        core = new CoreSide(lab, Lab.address("127.0.0.1", 5083));
        set = lab.register(ue, ScriptedUe.offer(1), null);
    }

    private SipRequest heard() {
        return (SipRequest) ue.heard.getLast().message();
    }

    private void answer(SetId over, SipResponse response) {
        ue.sendOver(over, response.encode());
        lab.settle();
    }

    @Test
    @Requirement({"port-udp-use", "arch-gm-protected"})
    void aRequestLeavesThroughTheSetFromPortPcToPortUsAndItsAnswerComesBack() {
        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();

        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(ue.lastFlow().local().getPort()).isEqualTo(31_000);
        assertThat(ue.lastFlow().remote().getPort()).isBetween(6061, 6068);
        assertThat(heard().topVia().port()).isEqualTo(6060);
        assertThat(heard().topVia().hasRport()).isFalse();
        assertThat(heard().headers("Route")).isEmpty();
        assertThat(heard().headers("Record-Route")).isEmpty();
        assertThat(heard().maxForwards()).isEqualTo(59);

        answer(set, SipResponse.answering(heard(), 200).toTag("ue").build());
        assertThat(core.last().status()).isEqualTo(200);
        assertThat(core.last().vias()).hasSize(2);
        assertThat(core.last().topVia().branch()).isEqualTo("z9hG4bKcore1");
    }

    @Test
    void whatIsBetweenCoreEntitiesDoesNotReachTheUe() {
        core.send(
                core.request(
                        "MESSAGE",
                        CoreSide.path(lab),
                        "P-Charging-Vector: icid-value=\"x\"",
                        "p-charging-function-addresses: ccf=192.0.2.9",
                        "P-User-Database: <aaa://hss.home.test>",
                        "P-Access-Network-Info: 3GPP-UTRAN-TDD; utran-cell-id-3gpp=C359A3913B20E",
                        "Security-Server: ipsec-3gpp;alg=hmac-md5-96;spi-c=1;spi-s=2;port-c=3;port-s=4",
                        "P-Called-Party-ID: <" + UeMessages.IMPU + ">"));
        lab.settle();

        assertThat(new String(heard().encode(), StandardCharsets.UTF_8))
                .doesNotContainIgnoringCase("charging")
                .doesNotContain("P-User-Database")
                .doesNotContain("utran-cell")
                .doesNotContain("Security-")
                .contains("P-Called-Party-ID");
    }

    @Test
    @Requirement("privacy-withhold")
    void theAssertedIdentityIsWithheldWherePrivacyIdIsAskedForAndShownElsewhere() {
        String asserted = "P-Asserted-Identity: <sip:caller@home.test>";
        core.send(core.request("MESSAGE", CoreSide.path(lab), asserted));
        lab.settle();
        assertThat(heard().header("P-Asserted-Identity")).isEqualTo("<sip:caller@home.test>");

        core.send(
                core.request(
                        "MESSAGE",
                        CoreSide.path(lab),
                        asserted,
                        "p-asserted-identity: ;;; not an address",
                        "Privacy: critical; id"));
        lab.settle();
        assertThat(heard().headers("P-Asserted-Identity")).isEmpty();
    }

    @Test
    @Requirement("tbl-user-match")
    void whatTheUeSaysOfItselfInAnAnswerIsReplacedByWhatThePcscfKnows() {
        core.send(
                core.request(
                        "SUBSCRIBE",
                        CoreSide.path(lab),
                        "P-Called-Party-ID: <tel:+00101000000001>",
                        "Record-Route: <sip:dialog@192.0.2.5;lr>",
                        "Contact: <sip:caller@192.0.2.7>"));
        lab.settle();
        assertThat(heard().headerValues("Record-Route"))
                .first()
                .asString()
                .matches("<sip:ue\\d+-[0-9a-f]+@127.0.0.1:6060;lr>");

        answer(
                set,
                SipResponse.answering(heard(), 200)
                        .toTag("ue")
                        .set("Via", heard().topVia().toString())
                        .add("Via", "SIP/2.0/UDP 203.0.113.66;branch=z9hG4bKevil")
                        .set("P-Asserted-Identity", "<sip:boss@home.test>")
                        .set("P-Preferred-Identity", "<sip:boss@home.test>")
                        .set("P-Charging-Vector", "icid-value=\"mine\"")
                        .set("Security-Server", "tls")
                        .set("Record-Route", "<sip:203.0.113.66;lr>")
                        .build());

        SipResponse answer = core.last();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("P-Asserted-Identity")).isEqualTo("<tel:+00101000000001>");
        assertThat(answer.headers("P-Preferred-Identity")).isEmpty();
        assertThat(answer.headers("P-Charging-Vector")).isEmpty();
        assertThat(answer.headers("Security-Server")).isEmpty();
        assertThat(answer.headerValues("Record-Route"))
                .containsExactly(CoreSide.path(lab), "<sip:dialog@192.0.2.5;lr>");
        assertThat(answer.vias().getLast().branch()).startsWith("z9hG4bKcaller");
    }

    @Test
    @Requirement({"rereg-pcscf-protected-sm1", "rereg-pcscf-sa-steps"})
    void aRequestUnderWayWhenTheSetsChangeIsAnsweredOverTheOldSetWhichGoesAfterIt()
            throws Exception {
        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();
        SipRequest pending = heard();
        SetId fresh = lab.register(ue, ScriptedUe.offer(2), set);
        UeMessages used = new UeMessages();
        used.method = "OPTIONS";
        used.authorization = false;
        used.viaHost = "127.0.1.1:31000";
        ue.sendOver(fresh, used.octets());
        lab.settle();

        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(fresh);
        assertThat(sets()).as("the old set waits for its transaction").hasSize(2);

        answer(set, SipResponse.answering(pending, 200).toTag("ue").build());
        assertThat(core.last().topVia().branch()).isEqualTo("z9hG4bKcore1");
        assertThat(sets()).contains("ending");
    }

    private Set<String> sets() {
        return lab.<AssociationRow>api("associations").stream()
                .map(AssociationRow::set)
                .collect(Collectors.toSet());
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void aRequestToTheUeIsNoSignThatTheUeUsesTheNewSet() throws Exception {
        SetId fresh = lab.register(ue, ScriptedUe.offer(2), set);
        for (int i = 0; i < 2; i++) {
            core.send(core.request("MESSAGE", CoreSide.path(lab)));
            lab.settle();
            assertThat(ue.lastFlow().protectedBy()).isEqualTo(set).isNotEqualTo(fresh);
            answer(set, SipResponse.answering(heard(), 200).toTag("ue").build());
        }
        assertThat(sets()).containsExactlyInAnyOrder("current", "old");
    }

    @Test
    void aUeThatDoesNotAnswerIs408BeforeTheSenderGivesUp() {
        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.run(29);
        assertThat(core.last().status()).isEqualTo(408);
        lab.run(10);
        assertThat(core.answers).hasSize(1);
    }

    @Test
    void aTokenThatIsNoUsersIs480AndOneThatIsNoneOfOursIs404() {
        core.send(core.request("MESSAGE", "<sip:ue3-0123456789abcdef@127.0.0.1:5070;lr>"));
        core.send(core.request("MESSAGE", "<sip:ue9999-0@127.0.0.1:5070;lr>"));
        core.send(core.request("MESSAGE", "<sip:term@127.0.0.1:5070;lr>"));
        core.send(core.request("INVITE", CoreSide.path(lab)));
        lab.settle();
        assertThat(core.answers)
                .extracting(SipResponse::status)
                .filteredOn(status -> status != 100)
                .containsExactlyInAnyOrder(480, 480, 404, 501);
    }

    @Test
    void aUserWhoDeregisteredIs480() throws Exception {
        UeMessages end = lab.sm1(ue, ScriptedUe.offer(2));
        end.expires = 0;
        ue.sendOver(set, end.octets());
        lab.settle();
        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();
        assertThat(core.last().status()).isEqualTo(480);
    }

    @Test
    void aRequestIsNotRepeatedOnceItsSetIsGone() throws Exception {
        core.send(core.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();
        // a phone that was switched off: its bare registration ends the sets that it forgot
        lab.register(ue, ScriptedUe.offer(2), null);
        lab.run(5);
        assertThat(core.last().status()).isEqualTo(408);
        lab.run(90);
        assertThat(
                        lab.meters
                                .get("pcscf.discarded")
                                .tag("reason", "no-set-to-send")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    @Requirement("bypass-protection")
    void aStrangerOnMwIsRefusedAndTheUeHearsNothing() throws Exception {
        CoreSide stranger = new CoreSide(lab, Lab.address("127.0.1.77", 5083));
        int heard = ue.heard.size();
        stranger.send(stranger.request("MESSAGE", CoreSide.path(lab)));
        lab.settle();
        assertThat(stranger.last().status()).isEqualTo(403);
        assertThat(ue.heard).hasSize(heard);
        assertThat(lab.count("pcscf.requests", "fate", "untrusted-peer")).isEqualTo(1);
    }

    @Test
    @Requirement({"bypass-protection", "unprot-pcscf-filter"})
    void aStrangerOnGmWhoKnowsTheTokenReachesNobody() throws Exception {
        ScriptedUe stranger = lab.ue("127.0.1.77");
        int heard = ue.heard.size();
        stranger.sendBare(
                core.request("MESSAGE", CoreSide.path(lab))
                        .replace("127.0.0.1:5083", "127.0.1.77:5060")
                        .getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(stranger.lastResponse().status()).isEqualTo(403);
        assertThat(ue.heard).hasSize(heard);
    }

    @Test
    void aUeWithoutSecurityAgreementIsReachedWhereItRegisteredFrom() throws Exception {
        Lab open = new Lab(2, "sec-agree=optional");
        ScriptedUe bare = open.ue("127.0.1.1");
        CoreSide scscf = new CoreSide(open, Lab.address("127.0.0.1", 5083));
        UeMessages register = new UeMessages();
        register.secAgree = false;
        bare.sendBare(register.octets());
        open.settle();
        register.nonce = "nonce1";
        register.response = "0123456789abcdef0123456789abcdef";
        bare.sendBare(register.octets());
        open.settle();
        scscf.send(scscf.request("MESSAGE", CoreSide.path(open)));
        open.settle();
        SipRequest message = (SipRequest) bare.heard.getLast().message();
        assertThat(message.method()).isEqualTo("MESSAGE");
        assertThat(message.topVia().port()).isEqualTo(5060);
        bare.sendBare(SipResponse.answering(message, 200).toTag("ue").build().encode());
        open.settle();
        assertThat(scscf.last().status()).isEqualTo(200);
    }
}
