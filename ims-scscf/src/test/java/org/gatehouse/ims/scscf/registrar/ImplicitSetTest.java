package org.gatehouse.ims.scscf.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImplicitSetTest {
    private static ImplicitSet of(UserProfile.Identity... identities) {
        return ImplicitSet.of(
                Registers.IMPI,
                Registers.IMPU,
                UserProfile.of(Registers.IMPI, List.of(identities)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:a b@h",
                "sip:a<b@h",
                "sip:a>b@h",
                "sip:a\"b@h",
                "sip:a\u007fb@h",
                "sip:\u00e4@h"
            })
    void anIdentityThatWouldBreakTheHeaderFieldIsNotAssociated(String impu) {
        ImplicitSet set =
                of(
                        new UserProfile.Identity(impu, false),
                        new UserProfile.Identity(Registers.IMPU, false),
                        new UserProfile.Identity("sip:~!@h", false));
        assertThat(set.associated()).containsExactly(Registers.IMPU, "sip:~!@h");
    }

    @Test
    @Requirement("aka-implicit-set")
    void aMemberIsBarredIfTheHssSaysSoHoweverItIsWritten() {
        ImplicitSet set =
                of(
                        new UserProfile.Identity("sip:Barred@HOME.example", true),
                        new UserProfile.Identity(Registers.IMPU, false));
        assertThat(set.members()).contains("sip:Barred@home.example");
        assertThat(set.isBarred("sip:Barred@home.example")).isTrue();
        assertThat(set.isBarred(Registers.IMPU)).isFalse();
        assertThat(set.isBarred("sip:other@home.example")).isFalse();
    }
}
