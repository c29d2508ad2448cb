package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNREGISTERED_SERVICE;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPU;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.TEL;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.WORK;

import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.junit.jupiter.api.Test;

class LocationRulesTest {
    private final HssMachineFixture hss = new HssMachineFixture();
    private final HssMachineFixture withMailboxes =
            new HssMachineFixture(new HssPolicy(Set.of(), true, ServerCapabilities.NONE));

    @Test
    void aRegisteredIdentityAndThoseOfItsSetAreServedByTheirScscf() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);

        assertThat(hss.lir(IMPU)).isEqualTo(LocationInfoAnswer.of(DIAMETER_SUCCESS, SCSCF));
        assertThat(hss.lir(TEL)).isEqualTo(LocationInfoAnswer.of(DIAMETER_SUCCESS, SCSCF));
        assertThat(hss.saves()).isEqualTo(1);
    }

    @Test
    void anUnregisteredIdentityThatAnScscfKeepsIsServedByIt() {
        hss.sar(AssignmentType.UNREGISTERED_USER, IMPU);

        assertThat(hss.lir(IMPU).serverName()).isEqualTo(SCSCF);
    }

    @Test
    void anIdentityThatIsNotRegisteredIs5003WithoutUnregisteredServices() {
        assertThat(hss.lir(IMPU).result()).isEqualTo(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
        hss.mar(IMPU, 1);
        assertThat(hss.lir(IMPU).result())
                .as("while its authentication is pending")
                .isEqualTo(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
    }

    @Test
    void withUnregisteredServicesTheCapabilitiesAreToldOrTheScscfOfAnotherIdentity() {
        assertThat(withMailboxes.lir(IMPU))
                .isEqualTo(LocationInfoAnswer.of(DIAMETER_UNREGISTERED_SERVICE));
        withMailboxes.sar(AssignmentType.REGISTRATION, WORK);
        assertThat(withMailboxes.lir(IMPU))
                .isEqualTo(LocationInfoAnswer.of(DIAMETER_SUCCESS, SCSCF));
    }

    @Test
    void anIdentityOfNobodyIsUnknown() {
        Asked asked = hss.asked(new LocationInfo("sip:nobody@home.net", false));
        hss.on(asked);
        List<HssEffect> effects = hss.on(new HssEvent.OwnerFound(asked, false));
        assertThat(((HssEffect.Answer) effects.getFirst()).answer().result())
                .isEqualTo(CxResult.DIAMETER_ERROR_USER_UNKNOWN);
    }
}
