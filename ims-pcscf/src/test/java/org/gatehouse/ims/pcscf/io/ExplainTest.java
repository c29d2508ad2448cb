package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.pcscf.explain.Agreement;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** What the P-CSCF can say afterwards of a user. */
class ExplainTest {
    private static Optional<Explanation> explain(Lab lab, String impi) {
        var answer = lab.node.explain(impi).toCompletableFuture();
        lab.settle();
        return answer.join();
    }

    private static Incident last(Lab lab) {
        return explain(lab, UeMessages.IMPI).orElseThrow().outcomes().getLast();
    }

    @Test
    void aRegisteredUserIsExplainedFromOfferToPackets() throws Exception {
        Lab lab = new Lab(2, "algorithms=hmac-md5-96/aes-cbc,hmac-sha-1-96/null");
        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.register(ue, ScriptedUe.offer(1), null);

        Explanation user = explain(lab, UeMessages.IMPI).orElseThrow();
        Explanation.Place place = user.places().getFirst();
        assertThat(place.ueAddress()).isEqualTo("127.0.1.1");
        assertThat(place.registration()).isNotNull();
        Agreement agreement = Objects.requireNonNull(place.agreement());
        assertThat(agreement.offers()).hasSize(6);
        assertThat(agreement.chosen()).isEqualTo("hmac-md5-96/aes-cbc in UDP-enc-tun");
        assertThat(place.associations())
                .hasSize(4)
                .anyMatch(row -> row.ports().ue() == 30_001 && row.packets() > 0)
                .allMatch(row -> row.set().equals("current"));
        assertThat(user.outcomes())
                .extracting(Incident::outcome)
                .containsExactly("challenged", "registered");
        assertThat(user.outcomes())
                .extracting(Incident::callId)
                .containsOnly("call-" + user.impi());
    }

    @Test
    void itSaysWhichParameterOfSecurityVerifyDifferedAndHow() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(lab.sm1(ue, ScriptedUe.offer(1)).octets());
        lab.settle();
        SetId set = ue.install(ScriptedUe.offer(1), ue.lastResponse());
        UeMessages sm7 = lab.sm7(ue, ScriptedUe.offer(1));
        sm7.verify = String.valueOf(sm7.verify).replaceFirst("port-s=6060", "port-s=6059");
        ue.sendOver(set, sm7.octets());
        lab.settle();

        assertThat(last(lab).outcome()).isEqualTo("agreement-differs");
        assertThat(last(lab).detail()).contains("port-s is 6059 (expected: 6060)");
        List<Incident> failures = lab.api("failures");
        assertThat(failures).extracting(Incident::outcome).containsExactly("agreement-differs");
    }

    @Test
    void aMessageOverTheWrongAssociationGetsNoAnswerAndIsTold() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(lab.sm1(ue, ScriptedUe.offer(1)).octets());
        lab.settle();
        int heard = ue.heard.size();
        ue.sendBare(lab.sm7(ue, ScriptedUe.offer(1)).octets());
        lab.settle();

        assertThat(ue.heard).hasSize(heard);
        assertThat(last(lab).outcome()).isEqualTo("answer-not-over-new-set");
    }

    @Test
    void neitherKeysNorResNorNonceAreInAnExplanation() throws Exception {
        Lab lab = new Lab(1);
        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.register(ue, ScriptedUe.offer(1), null);
        String json =
                new ObjectMapper().writeValueAsString(explain(lab, UeMessages.IMPI).orElseThrow());
        assertThat(json).contains("hmac-sha-1-96");
        assertThat(json)
                .doesNotContainIgnoringCase(HomeMessages.CK)
                .doesNotContainIgnoringCase(HomeMessages.IK)
                .doesNotContain("0123456789abcdef0123456789abcdef", "nonce");
    }

    @Test
    void aUserThatWasNotHeardOfIsUnknown() throws Exception {
        assertThat(explain(new Lab(2), "nobody@home")).isEmpty();
    }
}
