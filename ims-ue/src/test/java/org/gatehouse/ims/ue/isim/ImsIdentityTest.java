package org.gatehouse.ims.ue.isim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImsIdentityTest {
    @ParameterizedTest
    @CsvSource({
        // the examples of TS 23.003 clauses 13.2 and 13.3 have MCC 234, MNC 15 and these digits
        "234150999999999, 2, ims.mnc015.mcc234.3gppnetwork.org",
        "234150999999999, , ims.mnc015.mcc234.3gppnetwork.org",
        "310410123456789, , ims.mnc410.mcc310.3gppnetwork.org",
        "302720123456789, , ims.mnc720.mcc302.3gppnetwork.org",
        "317720123456789, , ims.mnc072.mcc317.3gppnetwork.org",
        "310410123456789, 2, ims.mnc041.mcc310.3gppnetwork.org",
        "001010000000001, 3, ims.mnc010.mcc001.3gppnetwork.org",
        "262019, 2, ims.mnc001.mcc262.3gppnetwork.org",
    })
    @Requirement("isim-options")
    void allIdentitiesOfAUsimComeOfItsImsi(String imsi, @Nullable Integer length, String domain) {
        ImsIdentity identity = ImsIdentity.ofImsi(imsi, length);

        assertThat(identity.homeDomain()).isEqualTo(domain);
        assertThat(identity.impi()).isEqualTo(imsi + "@" + domain);
        assertThat(identity.impus()).containsExactly("sip:" + imsi + "@" + domain);
    }

    @ParameterizedTest
    @CsvSource({"26201, 2", "'', 2", "2620112345678901, 2", "26201a, 2", "262011234, 4"})
    void whatIsNoImsiIsRefused(String imsi, int length) {
        assertThatThrownBy(() -> ImsIdentity.ofImsi(imsi, length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aTypedIdentityHasTheRealmAsItsHomeUnlessAnotherIsGiven() {
        assertThat(ImsIdentity.typed("a@b.org", null))
                .isEqualTo(new ImsIdentity("a@b.org", List.of("sip:a@b.org"), "b.org"));
        assertThat(ImsIdentity.typed("a@b.org", "c.org").homeDomain()).isEqualTo("c.org");
        assertThatThrownBy(() -> ImsIdentity.typed("a", null)).hasMessageContaining("home domain");
        assertThat(ImsIdentity.typed("a@b.org", null).withImpu("sip:c@d.org").impu())
                .isEqualTo("sip:c@d.org");
    }

    @Test
    void whatCouldBreakAMessageIsNoIdentity() {
        for (String impi : new String[] {"a b@c", "a\"@b", "a@b\r\nX: y", "a@b@c", "<a>@b", ""}) {
            assertThatThrownBy(() -> new ImsIdentity(impi, List.of("sip:a@b"), "b"))
                    .hasMessageStartingWith("private identity");
        }
        for (String impu : new String[] {"tel:+1", "sip:", "sip:a@b>", "sip:a@b;x", "a@b"}) {
            assertThatThrownBy(() -> new ImsIdentity("a@b", List.of(impu), "b"))
                    .hasMessageStartingWith("public identity");
        }
        assertThatThrownBy(() -> new ImsIdentity("a@b", List.of(), "b"))
                .hasMessageStartingWith("no public identity");
        assertThatThrownBy(() -> new ImsIdentity("a@b", List.of("sip:a@b"), "b c"))
                .hasMessageStartingWith("home domain");
    }
}
