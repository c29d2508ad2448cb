package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationEvent.SetExhausted;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.junit.jupiter.api.Test;

/** "the transmitted Sequence Number must never be allowed to cycle" (RFC 2406 clause 2.2). */
class SetExhaustedTest {
    @Test
    @Requirement("esp-anti-replay")
    void aRegistrationWhoseSetIsUsedUpIsLostAndTheNextOneBeginsBare() {
        Gm gm = Gm.registered(3600);
        SetId set = gm.table().current().id();
        gm.on(new SetExhausted(set));

        assertThat(gm.removed()).containsExactly(set);
        assertThat(gm.state()).isInstanceOf(Idle.class);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(((Outcome.Lost) gm.outcome()).reason())
                .isEqualTo("the sequence numbers of " + set + " are used up");

        gm.on(new Register());
        assertThat(gm.sent().over()).isNull();
    }

    @Test
    void aSetThatIsGoneAlreadyEndsNothing() {
        Gm gm = Gm.registered(3600);
        gm.on(new SetExhausted(new SetId(77)));

        assertThat(gm.effects()).isEmpty();
        assertThat(gm.state()).isInstanceOf(Registered.class);
    }
}
