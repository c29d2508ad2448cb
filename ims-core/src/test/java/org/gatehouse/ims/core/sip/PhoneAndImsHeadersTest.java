package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.testkit.PhoneLine;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers of IMS, and those of real phones: read where we read them, else carried as they are. */
class PhoneAndImsHeadersTest {
    static List<JsonNode> imsHeaders() {
        return VectorFiles.read("sec-agree/ims-headers.json");
    }

    static List<PhoneLine> phoneHeaders() {
        return PhoneLine.read("sip-headers.tsv");
    }

    /** Valid or not: nobody who trusts such a header may find one in a form nobody else read. */
    @ParameterizedTest
    @MethodSource("imsHeaders")
    void anImsHeaderGoesOnByteForByteOrIsTakenOutWithoutATrace(JsonNode row)
            throws SipParseException {
        String name = row.get("header").asText();
        String value = row.get("value").asText();
        String line = name + ": " + value + "\r\n";
        byte[] octets = registerWith(line);
        SipMessage message = SipMessage.parse(octets);

        assertThat(message.header(name)).isEqualTo(value);
        assertThat(message.encode()).isEqualTo(octets);
        SipRequest without = ((SipRequest) message).edit().remove(name).build();
        assertThat(without.hasHeader(name)).isFalse();
        assertThat(new String(without.encode(), StandardCharsets.UTF_8))
                .doesNotContain(name)
                .doesNotContain(value);
        if (row.get("valid").asBoolean() && value.startsWith("<")) {
            assertThat(message.addresses(name)).isNotEmpty();
            assertThat(message.addresses(name).getFirst().uri()).contains(":");
        }
    }

    @ParameterizedTest
    @MethodSource("phoneHeaders")
    void aPhonesHeaderIsReadAndGoesOnByteForByte(PhoneLine line) throws SipParseException {
        String name = line.cell(1);
        String value = line.cell(2);
        byte[] octets = registerWith(name + ": " + value + "\r\n");
        SipMessage message = SipMessage.parse(octets);

        assertThat(message.header(name)).isEqualTo(value);
        assertThat(message.encode()).isEqualTo(octets);
        assertThat(whatIsRead(message, name)).isEqualTo(line.cell(3));
    }

    private static String whatIsRead(SipMessage message, String name) throws SipParseException {
        return switch (name) {
            case "Via", "v" -> {
                Via via = message.topVia();
                yield via.hostAddress() + ' ' + via.port() + ' ' + (via.hasRport() ? "rport" : "-");
            }
            case "Contact", "m" -> hostAndPort(message.contacts().getFirst());
            case "Route" -> hostAndPort(message.routes().getFirst());
            case "From" -> String.valueOf(message.from().tag());
            case "Expires" -> String.valueOf(message.expires().orElseThrow());
            default -> "-";
        };
    }

    private static String hostAndPort(NameAddress address) throws SipParseException {
        SipUri uri = address.sipUri();
        return uri.host() + ':' + uri.port();
    }

    /** A REGISTER with the line, and the mandatory ones that it is not itself. */
    private static byte[] registerWith(String line) {
        StringBuilder text =
                new StringBuilder("REGISTER sip:ims.example.net SIP/2.0\r\n").append(line);
        for (String mandatory :
                List.of(
                        "Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1",
                        "From: <sip:u@ims.example.net>;tag=1",
                        "To: <sip:u@ims.example.net>",
                        "Call-ID: 1@10.0.0.1",
                        "CSeq: 1 REGISTER",
                        "Max-Forwards: 70")) {
            String name = mandatory.substring(0, mandatory.indexOf(':'));
            boolean isThere =
                    line.startsWith(name + ":") || (name.equals("Via") && line.startsWith("v:"));
            if (!isThere) {
                text.append(mandatory).append("\r\n");
            }
        }
        return text.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
