package org.gatehouse.ims.scscf.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.scscf.routing.Registrations.NOON;
import static org.gatehouse.ims.scscf.routing.Registrations.contact;
import static org.gatehouse.ims.scscf.routing.Registrations.registered;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.RegistrarState;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final Identity ALICE = new Identity("sip:alice@home.test", false);
    private static final Identity NUMBER = new Identity("tel:+1555", false);
    private static final Identity BARRED = new Identity("sip:barred@home.test", true);
    private static final Binding PHONE =
            contact("sip:a@192.0.2.1:5000", "<sip:t@192.0.2.9;lr>", NOON);
    private static final Binding TABLET =
            contact("sip:a@192.0.2.2:5000", "<sip:u@192.0.2.9;lr>", NOON.plusSeconds(60));

    @Test
    @Requirement("aka-implicit-set")
    void everyIdentityOfAnImplicitSetLeadsToItsContactsAndIsGoneWithIt() {
        Directory directory = new Directory();
        List<RegistrarState> set =
                List.of(registered("alice", List.of(ALICE, NUMBER, BARRED), PHONE));
        directory.update(List.of(), set);
        assertThat(directory.latestContact("sip:alice@home.test")).contains(PHONE);
        assertThat(directory.latestContact("tel:+1555")).contains(PHONE);
        assertThat(directory.find("sip:barred@home.test")).hasSize(1);
        assertThat(directory.latestContact("sip:barred@home.test")).isEmpty();

        directory.update(set, List.of(new RegistrarState.NotRegistered("sip:alice@home.test")));
        for (String impu : List.of("sip:alice@home.test", "tel:+1555", "sip:barred@home.test")) {
            assertThat(directory.find(impu)).isEmpty();
        }
    }

    @Test
    void theContactRefreshedLastIsTheOne() {
        Directory directory = new Directory();
        directory.update(List.of(), List.of(registered("alice", List.of(ALICE), PHONE, TABLET)));
        assertThat(directory.latestContact("sip:alice@home.test")).contains(TABLET);
    }

    @Test
    void anIdentityThatTwoUsersShareStaysWithTheOneWhoIsStillThere() {
        Registered first = registered("alice", List.of(ALICE), TABLET);
        Registered second = registered("alices-other-card", List.of(ALICE), PHONE);
        Directory directory = Registrations.directory(first, second);
        assertThat(directory.find("sip:alice@home.test")).hasSize(2);
        directory.update(List.of(first), List.of());
        assertThat(directory.latestContact("sip:alice@home.test")).contains(PHONE);
    }

    @Test
    void anIdentityThatLeavesTheSetIsNotFoundAnyMore() {
        Registered before = registered("alice", List.of(ALICE, NUMBER), PHONE);
        Registered after = registered("alice", List.of(ALICE), PHONE);
        Directory directory = Registrations.directory(before);
        directory.update(List.of(before), List.of(after));
        assertThat(directory.find("tel:+1555")).isEmpty();
        assertThat(directory.find("sip:alice@home.test")).containsExactly(after);
    }
}
