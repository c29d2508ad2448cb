package org.gatehouse.ims.pcscf.register;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the P-CSCF for the core, and what does not. */
class HomeBoundTest {
    private static final Edge EDGE = new Edge("192.0.2.100:5070", "visited.example");
    private final UeMessages ue = new UeMessages();

    private static SipRequest edited(SipRequest request) {
        return HomeBound.edit(request, EDGE, "icid-1").build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Proxy-Authorization"})
    void credentialsGoOnUnlessTheyClaimToHaveBeenProtected(String header) {
        ue.authorization = false;
        ue.method = "MESSAGE";
        String honest = "Digest username=\"a\", realm=\"b\", nonce=\"c\", response=\"d\"";
        SipRequest request = ue.build().edit().set(header, honest).build();
        assertThat(edited(request).header(header)).isEqualTo(honest);
        SipRequest liar =
                request.edit().set(header, honest + ", Integrity-Protected=\"yes\"").build();
        assertThat(edited(liar).header(header)).isNull();
    }

    @Test
    void theChargingVectorNamesTheHostThatMadeItsIdentifier() {
        assertThat(edited(ue.build()).header("P-Charging-Vector"))
                .isEqualTo("icid-value=\"icid-1\";icid-generated-at=192.0.2.100");
    }

    @Test
    void anEmergencyCallHasToBeAsReadableAsAnyRequest() {
        ue.method = "INVITE";
        ue.requestUri = "urn:service:sos";
        ue.secAgree = false;
        SipRequest good = ue.build();
        assertThat(HomeBound.faultOfService(good)).isEmpty();
        assertThat(HomeBound.faultOfService(good.edit().set("Max-Forwards", "0").build()))
                .containsInstanceOf(RequestFault.TooManyHops.class);
        assertThat(HomeBound.faultOfService(good.edit().set("Require", "a b").build()))
                .containsInstanceOf(RequestFault.Malformed.class);
    }

    @Test
    void aUeThatNamesNoPrivateIdentityIsKnownByItsPublicOneWithoutTheScheme() {
        ue.authorization = false;
        Register register = ((RegisterReading.Read) RegisterReading.of(ue.build())).register();
        assertThat(register.impi()).isEqualTo(UeMessages.IMPI);
        assertThat(register.answer()).isEqualTo(new AuthAnswer.None());
    }
}
