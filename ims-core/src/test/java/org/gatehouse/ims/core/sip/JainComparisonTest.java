package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.SipTorture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our parsers of the busiest header fields read what JAIN-SIP's read. */
class JainComparisonTest {
    /** Header fields of real phones, from public traces, made anonymous. */
    private static final List<String> PHONES =
            List.of(
                    "Contact: <sip:[2001:db8::6]:5060>;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service"
                            + ".ims.icsi.mmtel\";+g.3gpp.smsip;+sip.instance=\"<urn:gsma:imei:1-2-0>\";text",
                    "Via: SIP/2.0/UDP [2001:db8::6]:5060;branch=z9hG4bKzoVCx1ACamdbS4e;rport",
                    "Via: SIP/2.0/TCP [2001:db8::6]:8904;branch=z9hG4bK3400948792",
                    "Via: SIP/2.0/UDP 5.5.0.13:5060;branch=z9hG4bK5f8f754b;transport=UDP;rport",
                    "Via: SIP/2.0/UDP 5.5.0.13;branch=z9hG4bK243952968smg;transport=UDP;rporr",
                    "Contact: <sip:001010000000001@192.168.101.2:6900>;+sip.instance=\"<urn:gsma:imei:"
                            + "35245510-000000-0>\";q=1.0;+g.3gpp.smsip",
                    "Contact: <sip:001010000000001@10.10.20.142:5060;transport=tcp>;video;audio",
                    "Contact: <sip:192.168.200.6:5060;transport=udp>;audio",
                    "Contact: *",
                    "Route: <sip:pcscf.home.net:5060;lr>",
                    "Route: <sip:a.home.net;lr>, <sip:orig@scscf.home.net:6060;lr>",
                    "To: <sip:001010000000001@one.att.net>",
                    "From: <sip:001010000000001@one.att.net>;tag=QF49yEDlsZ",
                    "From: \"A. \\\"B\\\" C\" <sip:a@b.c:5060;user=phone>;tag=1;x=\"y z\"",
                    "To: tel:+15550100;tag=2",
                    "CSeq: 2147483647 REGISTER");

    static Stream<SipTorture.Sample> samples() {
        return SipTorture.samples()
                .filter(sample -> sample.row().path("valid").asBoolean())
                .filter(sample -> !sample.id().endsWith(".no-end"))
                .filter(sample -> !sample.id().equals("ipv6-in-sdp"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aValidMessageIsReadAlike(SipTorture.Sample sample) throws SipParseException {
        SipMessage message = SipMessage.parse(sample.octets());
        int compared = 0;
        for (String name : List.of("Via", "From", "To", "CSeq", "Contact", "Route")) {
            for (String value : message.headers(name)) {
                compared += compare(name + ": " + value) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("phones")
    void aPhonesHeaderFieldIsReadAlike(String line) {
        assertThat(compare(line)).as("JAIN-SIP reads it").isTrue();
    }

    static Stream<String> phones() {
        return PHONES.stream();
    }

    /**
     * @return false if JAIN-SIP can't read the field
     */
    private static boolean compare(String line) {
        Reading ours = Reading.ours(line);
        Reading theirs = Reading.jains(line);
        assertThat(ours.accepted()).as(line + ours.why()).isTrue();
        if (theirs.accepted()) {
            assertThat(ours.value()).as(line).isEqualTo(theirs.value());
        }
        return theirs.accepted();
    }
}
