package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.register.Granted;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** What the P-CSCF reads in a 200 to REGISTER. */
class GrantedTest {
    private final UeMessages register = new UeMessages();

    @Test
    @Requirement("rereg-pcscf-lifetime")
    void aContactOfAnotherDeviceThatCanNotBeReadDoesNotEndThisRegistration() {
        assertThat(granted("<sip:[broken@x>;expires=60, <no uri>;;=, "))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    @Requirement("rereg-pcscf-lifetime")
    void theTimeOfTheOwnContactCountsAndNotThatOfAnotherDevice() {
        assertThat(granted("<sip:001010000000001@192.0.2.9>;expires=7200, "))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aRegistrationThatTheUeTakesBackIsOverThoughAnotherDeviceIsLeft() {
        register.expires = 0;
        assertThat(granted("<sip:001010000000001@192.0.2.9>;expires=7200, ")).isZero();
    }

    @Test
    void allContactsTakenBackByAStarAreOver() {
        register.expires = 0;
        SipRequest star = register.build().edit().set("Contact", "*").build();
        assertThat(Granted.of(Bench.read(star), HomeMessages.ok(star, 0)).isOver()).isTrue();
    }

    @Test
    void aContactThatIsNoSipAddressIsOfAnotherDevice() {
        assertThat(granted("<urn:uuid:f81d4fae>;expires=7200, ")).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aGrantThatNamesNoTimeHoldsAnHour() {
        SipRequest request = register.build();
        String contact = String.valueOf(request.header("Contact")).replaceAll(";expires=\\d+", "");
        var response =
                HomeMessages.ok(request, 600)
                        .edit()
                        .set("Contact", contact)
                        .remove("Expires")
                        .build();
        assertThat(Granted.of(Bench.read(request), response).lifetime())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theIdentityOfToIsAddedOnceAndOnlyIfTheHomeNetworkDidNotListIt() {
        assertThat(identities("<" + UeMessages.IMPU + ">, <tel:+1>"))
                .containsExactly(UeMessages.IMPU, "tel:+1");
        assertThat(identities("<tel:+1>, <tel:+1>")).containsExactly("tel:+1", UeMessages.IMPU);
    }

    @Test
    void noMoreThanSixtyFourIdentitiesOfTheHomeNetworkAreKept() {
        String many =
                IntStream.rangeClosed(1, 70)
                        .mapToObj(i -> "<tel:+" + i + ">")
                        .collect(Collectors.joining(", "));
        assertThat(identities(many))
                .hasSize(65)
                .contains("tel:+64", UeMessages.IMPU)
                .doesNotContain("tel:+65");
    }

    private List<String> identities(String associated) {
        SipRequest request = register.build();
        var response =
                HomeMessages.ok(request, 600).edit().set("P-Associated-URI", associated).build();
        return Granted.of(Bench.read(request), response).impus();
    }

    private Duration granted(String contactsBefore) {
        SipRequest request = register.build();
        String own = String.valueOf(request.header("Contact")).replaceAll(";expires=\\d+", "");
        var response =
                HomeMessages.ok(request, 600)
                        .edit()
                        .set("Contact", contactsBefore + own + ";expires=600")
                        .build();
        return Granted.of(Bench.read(request), response).lifetime();
    }
}
