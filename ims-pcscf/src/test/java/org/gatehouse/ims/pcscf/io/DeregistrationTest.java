package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How phones end their registrations, with real SIP and ESP octets. */
class DeregistrationTest {
    private Lab lab;
    private ScriptedUe ue;

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(2);
        ue = lab.ue("127.0.1.1");
    }

    @AfterEach
    void stop() {
        lab.node.close();
    }

    /** Kamailio's users told of phones that do so. */
    @Test
    void aStarOverTheSetEndsTheRegistrationAndThenItsSet() throws Exception {
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        ue.sendOver(set, withStar(ending(2)));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(lab.atHome.getLast().header("Contact")).isEqualTo("*");
        assertThat(lab.<RegistrationRow>api("registrations")).isEmpty();
        lab.run(33);
        assertThat(lab.<AssociationRow>api("associations")).isEmpty();
        assertThat(lab.meters.get("pcscf.users").gauge().value()).isZero();
    }

    /** A phone that was switched on cleans up before it registers: bare, so it is challenged. */
    @Test
    void aStarInAFirstRegisterIsChallengedAndLeavesNothing() throws Exception {
        lab.homeAnswers =
                request ->
                        Lab.credentials(request).response().isEmpty()
                                ? HomeMessages.challenge(request, "nonce-star")
                                : HomeMessages.ok(request, 0);
        ue.sendBare(withStar(ending(1)));
        lab.settle();
        SipResponse challenge = ue.lastResponse();
        assertThat(challenge.status()).isEqualTo(401);
        SetId set = ue.install(ScriptedUe.offer(1), challenge);
        UeMessages answer = lab.sm7(ue, ScriptedUe.offer(1));
        answer.expires = 0;
        ue.sendOver(set, withStar(answer));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(lab.<RegistrationRow>api("registrations")).isEmpty();
        lab.run(33);
        assertThat(lab.<AssociationRow>api("associations")).isEmpty();
    }

    /** Its 200 was lost: the phone asks again, and would not know what became of it. */
    @Test
    @Requirement("rereg-delete-all")
    void aDeregistrationThatIsRepeatedWithinTheGraceTimeIsAnsweredAgainThroughTheSet()
            throws Exception {
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        byte[] end = ending(2).octets();
        ue.sendOver(set, end);
        lab.run(30);
        int heard = ue.heard.size();
        int atHome = lab.atHome.size();
        ue.sendOver(set, end);
        lab.settle();
        assertThat(ue.heard).hasSize(heard + 1);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(lab.atHome).hasSize(atHome);

        lab.run(3);
        heard = ue.heard.size();
        ue.sendOver(set, end);
        lab.settle();
        assertThat(ue.heard).hasSize(heard);
    }

    private UeMessages ending(int offer) {
        UeMessages end = lab.sm1(ue, ScriptedUe.offer(offer));
        end.expires = 0;
        return end;
    }

    private static byte[] withStar(UeMessages message) {
        return message.text()
                .replaceFirst("Contact: [^\r]*", "Contact: *")
                .getBytes(StandardCharsets.UTF_8);
    }
}
