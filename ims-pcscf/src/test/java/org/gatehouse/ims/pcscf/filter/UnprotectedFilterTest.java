package org.gatehouse.ims.pcscf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Requirement("unprot-pcscf-filter")
class UnprotectedFilterTest {
    private static final EmergencyNumbers NUMBERS = EmergencyNumbers.of(List.of("112", "911"));

    @ParameterizedTest
    @CsvSource({
        "REGISTER, sip:home, PROCESS",
        "MESSAGE, sip:bob@home, REJECT",
        "INVITE, sip:bob@home, REJECT",
        "ACK, sip:bob@home, DISCARD",
        "INVITE, urn:service:sos, EMERGENCY",
        "INVITE, URN:service:SOS.police, EMERGENCY",
        "INVITE, urn:service:sosig, REJECT",
        "INVITE, tel:112, EMERGENCY",
        "INVITE, tel:1-1-2;phone-context=+1, EMERGENCY",
        "INVITE, sip:911@home;user=phone, EMERGENCY",
        "INVITE, sip:112;phone-context=+1@home;user=phone, EMERGENCY",
        "ACK, tel:112, EMERGENCY",
        "INVITE, tel:1123, REJECT",
        "INVITE, tel:+112, REJECT",
        "INVITE, sip:bob@112, REJECT",
        "INVITE, sip:112, REJECT",
        "MESSAGE, sip:bob@home;user=112, REJECT"
    })
    void onlyRegisterAndEmergenciesAreProcessed(
            String method, String uri, UnprotectedFilter verdict) {
        UeMessages message = new UeMessages();
        message.method = method;
        message.requestUri = uri;
        assertThat(UnprotectedFilter.of(message.build(), false, NUMBERS)).isEqualTo(verdict);
    }

    @Test
    void aResponseAnswersNothingThatThisPcscfSentAndIsDiscarded() {
        SipMessage response =
                UeMessages.parse(
                        """
                        SIP/2.0 200 OK\r
                        Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r
                        From: <sip:a@b>;tag=1\r
                        To: <sip:a@b>;tag=2\r
                        Call-ID: x\r
                        CSeq: 1 OPTIONS\r
                        \r
                        """
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(UnprotectedFilter.of(response, false, NUMBERS))
                .isEqualTo(UnprotectedFilter.DISCARD);
        assertThat(UnprotectedFilter.of(response, true, NUMBERS))
                .isEqualTo(UnprotectedFilter.PROCESS);
    }
}
