package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tolerated of a registered UE, with real SIP and ESP octets. */
class ToleratedTrafficTest {
    private Lab lab;
    private ScriptedUe ue;
    private SetId set;
    private CoreSide core;

    @BeforeEach
    void startStrict() throws Exception {
        start("");
    }

    private void start(String tolerate) throws Exception {
        lab = new Lab(4, "tolerate=" + tolerate);
        ue = lab.ue("127.0.1.1");
        core = new CoreSide(lab, Lab.address("127.0.0.1", 5083));
        set = lab.register(ue, ScriptedUe.offer(1), null);
    }

    @AfterEach
    void stop() {
        lab.node.close();
    }

    private int sends(@Nullable String verify) {
        UeMessages request = new UeMessages();
        request.method = "MESSAGE";
        request.viaHost = "127.0.1.1:31000";
        request.authorization = false;
        request.verify = verify;
        ue.sendOver(set, request.text().getBytes(StandardCharsets.UTF_8));
        lab.settle();
        return ue.lastResponse().status();
    }

    @Test
    void aRequestWithoutSecurityVerifyGoesOnWhereThatIsToleratedAndIsCounted() throws Exception {
        start("127.0.0.0/8=no-verify");
        assertThat(sends(null)).isEqualTo(202);
        assertThat(tolerated("no-verify")).isEqualTo(1);
        assertThat(sends(lab.agreed())).isEqualTo(202);
        assertThat(tolerated("no-verify")).isEqualTo(1);
        assertThat(sends("ipsec-3gpp;spi-c=none")).isEqualTo(494);
    }

    @Test
    @Requirement("neg-verify")
    void itIs494ToAUeOfAnotherNetwork() throws Exception {
        start("127.0.2.0/24=no-verify+partial-verify");
        assertThat(sends(null)).isEqualTo(494);
        assertThat(sends(first(lab.agreed()))).isEqualTo(494);
        assertThat(tolerated("no-verify")).isZero();
        assertThat(tolerated("partial-verify")).isZero();
    }

    @Test
    void aPartOfSecurityVerifyGoesOnWhereThatIsToleratedAndIsCounted() throws Exception {
        start("127.0.0.0/8=partial-verify");
        assertThat(sends(first(lab.agreed()))).isEqualTo(202);
        assertThat(tolerated("partial-verify")).isEqualTo(1);
        assertThat(sends(first(lab.agreed()).replace("alg=hmac-sha-1-96", "alg=hmac-md5-96")))
                .isEqualTo(494);
        assertThat(tolerated("partial-verify")).isEqualTo(1);
    }

    /** Whoever asks why a phone of this network is weaker protected than others finds it. */
    @Test
    void whatIsToleratedOfARegistrationIsToldByExplain() throws Exception {
        start("127.0.0.0/8=no-qop+short-list+sip-ports");
        assertThat(tolerated("no-qop")).isEqualTo(1);
        assertThat(tolerated("short-list")).isEqualTo(1);
        assertThat(tolerated("sip-ports")).isZero();
        var explained = lab.node.explain(UeMessages.IMPI).toCompletableFuture();
        lab.settle();
        assertThat(explained.join().orElseThrow().outcomes())
                .extracting(Incident::outcome)
                .containsExactly(
                        "tolerated-short-list", "tolerated-no-qop", "challenged", "registered");
    }

    /** Phones were seen that answer some requests outside ESP. */
    @Test
    void anAnswerInClearIsTakenWhereThatIsToleratedAndIsCounted() throws Exception {
        start("127.0.0.0/8=clear-answers");
        ue.sendBare(answer(asked()).encode());
        lab.settle();
        assertThat(core.last().status()).isEqualTo(200);
        assertThat(tolerated("clear-answers")).isEqualTo(1);
        assertThat(unprotected()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.2.0/24=clear-answers", "127.0.1.1/32=none", ""})
    @Requirement("unprot-pcscf-filter")
    void anAnswerInClearIsDroppedElsewhere(String tolerate) throws Exception {
        start(tolerate);
        ue.sendBare(answer(asked()).encode());
        lab.settle();
        assertThat(core.answers).isEmpty();
        assertThat(unprotected()).isEqualTo(1);
        assertThat(tolerated("clear-answers")).isZero();
    }

    /** All that the request had has to be in the answer: a lucky guess of one value is no key. */
    @ParameterizedTest
    @ValueSource(strings = {"branch", "sent-by", "call-id", "cseq", "from", "to", "second time"})
    void anAnswerInClearToAnotherRequestIsDropped(String wrong) throws Exception {
        start("127.0.0.0/8=clear-answers");
        String right = new String(answer(asked()).encode(), StandardCharsets.UTF_8);
        String changed =
                switch (wrong) {
                    case "branch" -> right.replaceFirst("branch=z9hG4bK", "branch=z9hG4bKx");
                    case "sent-by" -> right.replaceFirst(":6060", ":6061");
                    case "call-id" -> right.replaceFirst("Call-ID: ", "Call-ID: x");
                    case "cseq" -> right.replaceFirst("CSeq: 7", "CSeq: 8");
                    case "from" -> right.replaceFirst("tag=caller", "tag=other");
                    case "to" -> right.replaceFirst("To: <sip:0", "To: <sip:1");
                    default -> right;
                };
        if (wrong.equals("second time")) {
            ue.sendOver(set, right.getBytes(StandardCharsets.UTF_8));
            lab.run(10);
            assertThat(core.answers).hasSize(1);
        } else {
            assertThat(changed).isNotEqualTo(right);
        }
        int before = core.answers.size();
        ue.sendBare(changed.getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(core.answers).hasSize(before);
        assertThat(unprotected()).isEqualTo(1);
        assertThat(tolerated("clear-answers")).isZero();
    }

    @Test
    void anAnswerInClearFromAnotherAddressThanTheUesIsDropped() throws Exception {
        start("127.0.0.0/8=clear-answers");
        SipResponse answer = answer(asked());
        lab.ue("127.0.1.2").sendBare(answer.encode());
        lab.settle();
        assertThat(core.answers).isEmpty();
        assertThat(unprotected()).isEqualTo(1);
    }

    /** Requests in clear stay refused. */
    @Test
    @Requirement("unprot-pcscf-filter")
    void aRequestInClearIs403AlsoWhereAnswersAreTolerated() throws Exception {
        start("127.0.0.0/8=clear-answers");
        UeMessages request = new UeMessages();
        request.method = "MESSAGE";
        ue.sendBare(request.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(403);
    }

    private SipRequest asked() {
        core.send(core.request("OPTIONS", CoreSide.path(lab)));
        lab.settle();
        return (SipRequest) ue.heard.getLast().message();
    }

    private static SipResponse answer(SipRequest request) {
        return SipResponse.answering(request, 200).toTag("ue").build();
    }

    private static String first(String list) {
        return list.substring(0, list.indexOf(','));
    }

    private double tolerated(String name) {
        return lab.count("pcscf.tolerated", "switch", name);
    }

    private double unprotected() {
        return lab.count("pcscf.discarded", "reason", "unprotected");
    }
}
