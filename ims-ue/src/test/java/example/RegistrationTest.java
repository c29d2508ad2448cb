package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.gatehouse.ims.ue.testlab.GatehouseLab;
import org.gatehouse.ims.ue.testlab.LabNetwork;
import org.gatehouse.ims.ue.testlab.LabUe;
import org.gatehouse.ims.ue.testlab.TestLab;
import org.gatehouse.ims.ue.testlab.UeResult;
import org.junit.jupiter.api.Test;

@GatehouseLab
class RegistrationTest {
    @Test
    void aPhoneRegistersRefreshesAndDeregisters(TestLab lab) {
        LabUe phone = lab.ue(1);

        UeResult registered = phone.register();
        assertEquals(UeResult.Status.REGISTERED, registered.status());
        assertEquals("hmac-sha-1-96", registered.protection().alg());
        assertEquals("aes-cbc", registered.protection().ealg());
        assertEquals(4, lab.associations().size());

        UeResult refreshed = phone.refresh();
        assertTrue(refreshed.isRegistered());
        assertTrue(refreshed.protection().spis().pc() != registered.protection().spis().pc());

        assertTrue(phone.deregister().isDeregistered());
        assertEquals(0, lab.registrations().size());
    }

    @Test
    void aCardWithAnotherKeyFindsTheNetworkNotAuthentic(TestLab lab) {
        LabUe phone = lab.ue(lab.subscriber(2).withK("00000000000000000000000000000000"), ue -> ue);

        assertEquals(UeResult.Status.NETWORK_NOT_AUTHENTICATED, phone.register().status());
    }

    @Test
    @GatehouseLab(set = {"pcscf.algorithms=hmac-md5-96/null", "scscf.max-expires=1h"})
    void theCoreDecidesOnAlgorithmAndTime(TestLab lab) {
        UeResult registered = lab.ue(3).register();

        assertEquals("hmac-md5-96", registered.protection().alg());
        assertEquals(Duration.ofHours(1), registered.expires());
    }

    @Test
    @GatehouseLab(network = LabNetwork.SIMULATED, loss = 0.05, delayMillis = 20, seed = 7)
    void aPhoneStaysRegisteredForADayOnABadNetwork(TestLab lab) {
        LabUe phone = lab.ue(lab.subscriber(4), ue -> ue.withExpires(Duration.ofMinutes(30)));
        phone.register();

        lab.advance(Duration.ofDays(1));

        assertTrue(phone.results().size() > 40);
        assertTrue(phone.results().stream().allMatch(UeResult::isRegistered));
    }
}
