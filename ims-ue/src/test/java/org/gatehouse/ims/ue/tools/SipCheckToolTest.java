package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipCheckToolTest {
    @TempDir private Path folder;

    record Sample(String id, boolean valid, String path) {
        byte[] octets() throws Exception {
            try (InputStream in = SipCheckToolTest.class.getResourceAsStream("/vectors/" + path)) {
                return Objects.requireNonNull(in, path).readAllBytes();
            }
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Where an index has a corrected copy of a message, that is the message. */
    static Stream<Sample> samples() {
        return Stream.of("sip-torture/rfc4475/", "sip-torture/rfc5118/", "sip-ims/")
                .flatMap(folder ->
                        VectorFiles.read(folder + "index.json").stream()
                                .map(row -> sample(folder, row)));
    }

    private static Sample sample(String folder, JsonNode row) {
        String file = row.hasNonNull("fixed_file") ? "fixed_file" : "file";
        // "accept" of what is not valid: the colon too many of RFC 5118 clause 4.10
        boolean valid =
                row.get("valid").asBoolean() || row.path("parser").asText().equals("accept");
        return new Sample(row.get("id").asText(), valid, folder + row.get(file).asText());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageIsValidOrNotAsItsRfcSays(Sample sample) throws Exception {
        Path file = Files.write(folder.resolve("message"), sample.octets());
        Called called = Called.with("", "sip", "check", file.toString());
        JsonNode answer =
                Called.batchOfOne(
                        "sip check",
                        Map.of("message", Base64.getEncoder().encodeToString(sample.octets())));

        if (sample.valid()) {
            assertThat(called.out()).isEqualTo("valid\n");
            assertThat(called.exit()).isZero();
            assertThat(answer.toString()).isEqualTo("{\"valid\":true}");
        } else {
            assertThat(called.out()).matches("invalid: .+ \\(line [1-9][0-9]*\\)\n");
            assertThat(called.exit()).isEqualTo(1);
            assertThat("invalid: " + answer.get("invalid").asText() + "\n").isEqualTo(called.out());
        }
    }

    private static final String REQUEST =
            """
            REGISTER sip:home.example SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
            From: <sip:a@home.example>;tag=1
            To: <sip:a@home.example>
            Call-ID: 1
            CSeq: 1 REGISTER
            %s
            Content-Length: 0

            """
                    .replace("\n", "\r\n");

    private String check(String message) throws Exception {
        Path file = Files.writeString(folder.resolve("message"), message);
        return Called.with("", "sip", "check", file.toString()).out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: *",
                "m: \"A, B\" <sip:a@192.0.2.1:5062>;expires=3600, sip:b@home.example",
                "Contact: <tel:+1-201-555-0123>;+sip.instance=\"<urn:gsma:imei:1>\"",
                "Expires: 600000",
                "Date: Sat, 13 Nov 2010 23:29:00 GMT",
                "Supported: path, sec-agree",
                "Supported:",
                "k:path",
                "Content-Type: application/sdp ; charset=utf-8",
                "Session-Expires: 1800;refresher=uac",
                "RAck: 776656 1 INVITE",
                "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"\", uri=\"sip:r\", response=\"\"",
                "Authorization: Unknown anything at all",
                "Security-Client: ipsec-3gpp;alg=hmac-md5-96;spi-c=1000;spi-s=1001;port-c=1;port-s=2",
                "Security-Client: tls\r\nSecurity-Client: digest",
                "X-Other: \u00fc;;,,",
                "Path: <sip:p.example;lr>\r\nPath: <sip:q.example;lr>",
            })
    void aFieldThatFollowsItsGrammarIsValid(String field) throws Exception {
        assertThat(check(REQUEST.formatted(field))).isEqualTo("valid\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <sip:a@>",
                "Contact: <sip:a@home.example",
                "Contact: <sip:a@home.example>,,<sip:b@home.example>",
                "Contact:",
                "m: <sip:a@home.example:99999>",
                "Route: sip",
                "Path: <sip:p.example;lr>, <sip:>",
                "P-Asserted-Identity: <sip:a@b@c>",
                "Expires: soon",
                "Expires: -1",
                "Date: Sat, 13 Nov 2010 23:29:00 CET",
                "Supported: path,, sec-agree",
                "Require: a b",
                "Content-Type: sdp",
                "c: application/",
                "Session-Expires: x;refresher=uac",
                "RAck: 1 INVITE",
                "Authorization: Digest username=\"a",
                "Proxy-Authorization: Digest realm=\"a\"",
                "Security-Client: ;alg=x",
                "Security-Verify: ipsec-3gpp;alg=hmac-md5-96;spi-c=99999999999",
            })
    void aFieldThatDoesNotIsInvalidWithItsLine(String field) throws Exception {
        assertThat(check(REQUEST.formatted(field))).matches("invalid: [a-z-]+: .+ \\(line 7\\)\n");
    }

    @Test
    void linesAreCountedWithTheFoldedOnes() throws Exception {
        String fields = "Supported: a,\r\n b\r\nExpires: 5\r\nExpires: 5";
        assertThat(check(REQUEST.formatted(fields)))
                .isEqualTo("invalid: second expires (line 10)\n");
    }

    @Test
    void aBodyNeedsItsType() throws Exception {
        String withBody = REQUEST.formatted("X-Y: y").replace("Length: 0", "Length: 2") + "ab";
        assertThat(check(withBody)).startsWith("invalid: no content-type");
        assertThat(check(withBody.replace("X-Y: y", "c: text/plain"))).isEqualTo("valid\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:a@b:99999", "sip:a@b?Route=x", "sip:@b", "sip:a@[::1"})
    void aRequestUriThatIsNoAddressIsInvalid(String uri) throws Exception {
        assertThat(check(REQUEST.formatted("X-Y: y").replaceFirst("sip:home.example", uri)))
                .contains("Request-URI")
                .endsWith("(line 1)\n");
    }

    @Test
    void aFileThatIsNoMessageIsInvalidWhateverItsSize() throws Exception {
        for (byte[] octets : List.of(new byte[0], new byte[100_000], new byte[] {(byte) 0xff})) {
            Path file = Files.write(folder.resolve("message"), octets);
            Called called = Called.with("", "sip", "check", file.toString());
            assertThat(called.out()).startsWith("invalid: ").endsWith("(line 1)\n");
            assertThat(called.exit()).isEqualTo(1);
        }
        assertThat(Called.with("", "sip", "check", "/dev/zero").exit()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsAUsageError() {
        assertThat(Called.with("", "sip", "check", "/nowhere/at/all").err())
                .contains("found no file /nowhere/at/all");
        assertThat(Called.with("", "sip", "check", folder.toString()).err()).contains("folder");
        assertThat(Called.with("", "sip", "check", folder.toString()).exit()).isEqualTo(2);
        assertThat(Called.with("", "sip", "check").exit()).isEqualTo(2);
    }
}
