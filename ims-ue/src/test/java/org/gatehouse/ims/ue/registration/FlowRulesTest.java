package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.junit.jupiter.api.Test;

class FlowRulesTest {
    private static final SipRequest INVITE =
            SipRequest.building("INVITE", "sip:ue@192.0.2.7")
                    .add("Via", "SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bKx")
                    .add("From", "<sip:a@example>;tag=1")
                    .add("To", "<sip:b@example>")
                    .add("Call-ID", "x")
                    .add("CSeq", "1 INVITE")
                    .build();

    private final Gm gm = Gm.registered(3600);
    private final AssociationSet set = gm.installed();

    @Test
    @Requirement("unprot-ue-filter")
    void aBareRequestIsNotTaken() {
        assertThat(FlowRules.accepts(gm.state(), INVITE, Gm.bare())).isFalse();
        assertThat(FlowRules.accepts(gm.state(), INVITE, Gm.over(set))).isTrue();
    }

    @Test
    @Requirement("unprot-ue-filter")
    void aBareResponseIsTakenOnlyIfItAnswersABareRegister() {
        Gm initial = Gm.bench().on(new Register());
        assertThat(FlowRules.accepts(initial.state(), initial.sm6().build(), Gm.bare())).isTrue();

        gm.on(new Register());
        assertThat(FlowRules.accepts(gm.state(), gm.sm6().build(), Gm.bare())).isFalse();
        assertThat(FlowRules.accepts(gm.state(), gm.sm6().build(), Gm.over(set))).isTrue();
    }

    @Test
    @Requirement("tbl-ue")
    void theSaIsFoundByItsPortPair() {
        Flow wrongPort =
                new Flow(
                        TransportProtocol.UDP,
                        set.local().serverAddress(),
                        new InetSocketAddress(Gm.PCSCF.getAddress(), 4),
                        set.id());

        assertThat(FlowRules.accepts(gm.state(), INVITE, wrongPort)).isFalse();
    }

    @Test
    @Requirement("rereg-ue-sa-steps")
    void newSasCarryNothingButTheAuthenticationUntilItIsConfirmed() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        AssociationSet fresh = gm.installed();
        assertThat(FlowRules.accepts(gm.state(), INVITE, Gm.over(fresh))).isFalse();
        assertThat(FlowRules.accepts(gm.state(), INVITE, Gm.over(set))).isTrue();

        gm.ok(3600);
        assertThat(FlowRules.accepts(gm.state(), INVITE, Gm.over(fresh))).isTrue();
    }
}
