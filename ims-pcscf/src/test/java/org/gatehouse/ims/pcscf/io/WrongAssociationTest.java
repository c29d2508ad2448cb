package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.registration.Admission;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * "If the P-CSCF receives a message protected with the incorrect SA, it shall discard the message"
 * (TS 33.203 clause 7.4.2a): no answer, nothing at home, a counter, and the right message still
 * counts.
 */
class WrongAssociationTest {
    private final Lab lab;
    private final ScriptedUe ue;
    private final SetId old;
    private final SetId fresh;
    private final int heard;
    private final int atHome;

    /** A re-registration over the old set has been challenged. */
    WrongAssociationTest() throws Exception {
        lab = new Lab(2);
        ue = lab.ue("127.0.1.1");
        old = lab.register(ue, ScriptedUe.offer(1), null);
        ue.sendOver(old, lab.sm1(ue, ScriptedUe.offer(2)).octets());
        lab.settle();
        fresh = ue.install(ScriptedUe.offer(2), ue.lastResponse());
        heard = ue.heard.size();
        atHome = lab.atHome.size();
    }

    @ParameterizedTest
    @CsvSource({
        "answer, bare, ANSWER_NOT_OVER_NEW_SET",
        "answer, old, ANSWER_NOT_OVER_NEW_SET",
        "refresh, fresh, NOT_AUTHENTICATION",
        "message, fresh, NOT_AUTHENTICATION",
        "report, bare, REPORT_NOT_AS_OPENED",
        "report, fresh, NOT_AUTHENTICATION"
    })
    @Requirement({"tbl-correct-sa", "rereg-pcscf-sa-steps"})
    void aMessageOverTheWrongSetIsDiscardedCountedAndDoesNoHarm(
            String what, String way, Admission reason) {
        UeMessages right = lab.sm7(ue, ScriptedUe.offer(2));
        byte[] wrong = wrong(what).octets();
        switch (way) {
            case "bare" -> ue.sendBare(wrong);
            case "old" -> ue.sendOver(old, wrong);
            default -> ue.sendOver(fresh, wrong);
        }
        lab.settle();
        assertThat(ue.heard).hasSize(heard);
        assertThat(lab.atHome).hasSize(atHome);
        assertThat(lab.count("pcscf.wrong.set", "reason", reason.token())).isEqualTo(1);

        ue.sendOver(fresh, right.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(fresh);
    }

    private UeMessages wrong(String what) {
        return switch (what) {
            case "answer" -> lab.sm7(ue, ScriptedUe.offer(2));
            case "report" -> {
                UeMessages report = lab.sm7(ue, ScriptedUe.offer(3));
                report.response = "";
                yield report;
            }
            case "message" -> {
                UeMessages message = new UeMessages();
                message.method = "MESSAGE";
                message.viaHost = "127.0.1.1:31000";
                message.authorization = false;
                yield message;
            }
            default -> lab.sm1(ue, ScriptedUe.offer(3));
        };
    }

    @Test
    @Requirement({"tbl-correct-sa", "rereg-delete-all"})
    void afterDeregistrationNothingButARetransmissionIsTakenAndThenNotEvenThat() {
        UeMessages end = lab.sm1(ue, ScriptedUe.offer(3));
        end.expires = 0;
        ue.sendOver(old, end.octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        ue.sendOver(old, wrong("message").octets());
        lab.settle();
        assertThat(lab.count("pcscf.wrong.set", "reason", "set-is-ending")).isEqualTo(1);
        assertThat(ue.heard).hasSize(heard + 1);
        lab.run(33);
        ue.sendOver(old, wrong("message").octets());
        lab.settle();
        assertThat(lab.<AssociationRow>api("associations")).isEmpty();
        assertThat(lab.count("pcscf.esp.dropped", "reason", "unknown-spi")).isEqualTo(1);
        assertThat(ue.heard).hasSize(heard + 1);
    }
}
