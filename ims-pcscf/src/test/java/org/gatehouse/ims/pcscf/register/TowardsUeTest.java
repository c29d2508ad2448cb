package org.gatehouse.ims.pcscf.register;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TowardsUeTest {
    private final SipRequest request = new UeMessages().build();

    @ParameterizedTest
    @ValueSource(strings = {"WWW-Authenticate", "Proxy-Authenticate"})
    @Requirement("aka-pcscf-strips-keys")
    void noChallengeThatReachesAUeHasKeysInIt(String header) {
        String challenge =
                String.valueOf(HomeMessages.challenge(request, "n1").header("WWW-Authenticate"));
        assertThat(challenge).contains(HomeMessages.CK, HomeMessages.IK);
        SipResponse relayed =
                TowardsUe.relayed(
                        HomeMessages.failure(request, 401).edit().set(header, challenge).build());
        assertThat(relayed.header(header))
                .contains("nonce=\"n1\"")
                .doesNotContain(HomeMessages.CK, HomeMessages.IK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WWW-Authenticate", "Proxy-Authenticate"})
    @Requirement("aka-pcscf-strips-keys")
    void aChallengeThatCanNotBeReadDoesNotGoOn(String header) {
        SipResponse relayed =
                TowardsUe.relayed(
                        HomeMessages.failure(request, 401)
                                .edit()
                                .set(header, "Digest ck=\"" + HomeMessages.CK)
                                .build());
        assertThat(relayed.header(header)).isNull();
    }
}
