package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.sip.Samples.REGISTER;
import static org.gatehouse.ims.core.sip.Samples.octets;
import static org.gatehouse.ims.core.sip.Samples.request;
import static org.gatehouse.ims.core.sip.Samples.text;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipMessageTest {
    private static SipParseException refused(String text) {
        try {
            SipMessage.parse(octets(text));
        } catch (SipParseException e) {
            return e;
        }
        throw new AssertionError("was read: " + text);
    }

    @Test
    void compactNamesAndAnyCaseAreTheSameName() throws SipParseException {
        SipRequest request = request(REGISTER);

        assertThat(request.header("Contact")).startsWith("<sip:user@[2001");
        assertThat(request.header("M")).isEqualTo(request.header("contact"));
        assertThat(request.headers("Supported")).containsExactly("path,sec-agree", "outbound");
        assertThat(request.headerValues("supported"))
                .containsExactly("path", "sec-agree", "outbound");
        assertThat(request.header("Supporte")).isNull();
        assertThat(request.hasHeader("Content-Length")).isTrue();
    }

    @Test
    void foldedLinesAreOneValueAndBlanksBeforeTheColonDoNotCount() throws SipParseException {
        SipRequest request = request(REGISTER);

        assertThat(request.header("Security-Client"))
                .isEqualTo(
                        "ipsec-3gpp; alg=hmac-md5-96; spi-c=1028536224,"
                                + " ipsec-3gpp; alg=hmac-sha-1-96; spi-c=1028536224");
        assertThat(request.headerValues("Security-Client")).hasSize(2);
        assertThat(request.header("Authorization")).startsWith("Digest username=\"a,b\"");
    }

    @Test
    void theMandatoryFieldsAreRead() throws SipParseException {
        SipRequest request = request(REGISTER);

        assertThat(request.method()).isEqualTo("REGISTER");
        assertThat(request.requestUri()).isEqualTo("sip:home.net");
        assertThat(request.topVia().hostAddress()).isEqualTo("2001:db8::1");
        assertThat(request.topVia().branch()).isEqualTo("z9hG4bK3400948792");
        assertThat(request.cseq()).isEqualTo(new CSeq(1, "REGISTER"));
        assertThat(request.callId()).isEqualTo("apb03a0s09dkjdfglkj49111");
        assertThat(request.from().tag()).isEqualTo("4fa3");
        assertThat(request.to().tag()).isNull();
        assertThat(request.maxForwards()).isEqualTo(70);
        assertThat(request.body()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
        assertThat(request.contacts().getFirst().params().get("+sip.instance"))
                .isEqualTo("<urn:gsma:imei:86717902-000000-0>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v:", "f:", "t:", "i:", "CSeq:"})
    void aMessageWithoutAMandatoryFieldIsRefused(String field) {
        String without =
                REGISTER.lines()
                        .filter(line -> !line.startsWith(field))
                        .reduce("", (a, b) -> a + b + "\n");

        assertThat(refused(without).message()).startsWith("no ");
    }

    @Test
    void aRefusalNamesTheLine() {
        SipParseException via = refused(REGISTER.replace("[2001:db8::1]:8904;b", "a:99999;b"));
        SipParseException line = refused(REGISTER.replace("l: 4", "no colon here"));

        assertThat(via.line()).isEqualTo(2);
        assertThat(via.message()).contains("Via port is wrong");
        assertThat(line.line()).isEqualTo(7);
        assertThat(line.answerable()).isPresent();
    }

    @Test
    void theMethodInCseqHasToBeTheMethod() {
        SipParseException refused = refused(REGISTER.replace("1 REGISTER", "1 OPTIONS"));

        assertThat(refused.message()).isEqualTo("CSeq method OPTIONS (expected: REGISTER)");
        assertThat(refused.line()).isEqualTo(6);
        SipResponse answer =
                SipResponse.answering(refused.answerable().orElseThrow(), 400).toTag("x").build();
        assertThat(answer.header("CSeq")).isEqualTo("1 OPTIONS");
    }

    /** RFC 3261 18.3. */
    @Test
    void octetsBehindTheBodyAreDiscarded() throws SipParseException {
        SipRequest request = request(REGISTER + "and more");

        assertThat(request.body()).hasSize(4);
        assertThat(text(request)).isEqualTo(REGISTER);
    }

    /** RFC 3261 18.3. */
    @ParameterizedTest
    @ValueSource(strings = {"l: 5", "l: -1", "l: 99999999999999999999", "l: 4 4", "l:"})
    void aContentLengthBeyondTheDatagramIsAnError(String length) {
        SipParseException refused = refused(REGISTER.replace("l: 4", length));

        assertThat(refused.message()).startsWith("Content-Length");
        assertThat(refused.answerable()).isPresent();
    }

    @Test
    void withoutContentLengthTheBodyIsTheRestOfTheDatagram() throws SipParseException {
        assertThat(request(REGISTER.replace("l: 4\n", "")).body()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: <sip:a@b>", "t: <sip:a@b>", "Call-ID: x", "l: 4", "CSeq: 1 A"})
    void aSecondFieldOfASingleNameIsRefused(String field) {
        SipParseException refused = refused(REGISTER.replace("Max-F", field + "\nMax-F"));

        assertThat(refused.message()).startsWith("second ");
        SipResponse answer =
                SipResponse.answering(refused.answerable().orElseThrow(), 400).toTag("x").build();
        assertThat(answer.headers("From")).hasSize(1);
    }

    @Test
    void emptyLinesInFrontAreSkipped() throws SipParseException {
        SipRequest request = request("\n\n" + REGISTER);

        assertThat(text(request)).isEqualTo(REGISTER);
    }

    @Test
    void aKeepAliveIsToldFromAMessage() {
        assertThat(SipKeepAlive.isKeepAlive(octets("\n\n"))).isTrue();
        assertThat(SipKeepAlive.isKeepAlive(new byte[4])).isTrue();
        assertThat(SipKeepAlive.isKeepAlive(new byte[0])).isTrue();
        assertThat(SipKeepAlive.isKeepAlive(octets("\n" + REGISTER))).isFalse();
        assertThatThrownBy(() -> SipMessage.parse(octets("\n\n")))
                .isInstanceOf(SipParseException.class);
    }

    /** Where one reader ends a line and another does not, a header field could be smuggled in. */
    @ParameterizedTest
    @ValueSource(strings = {"X: a\nP-Asserted-Identity: b", "X: a\rY: b", "X: a\0b", "X: a\u0001"})
    void lineEndsAloneAndControlCharactersAreRefused(String field) {
        byte[] octets =
                new String(octets(REGISTER), StandardCharsets.UTF_8)
                        .replace("Max-Forwards", field + "\r\nMax-Forwards")
                        .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SipMessage.parse(octets))
                .isInstanceOfSatisfying(
                        SipParseException.class,
                        e -> assertThat(e.answerable()).as(e.message()).isEmpty());
    }

    @Test
    void aBareLineEndInAQuotedNameIsNotEchoed() {
        byte[] octets =
                new String(octets(REGISTER), StandardCharsets.UTF_8)
                        .replace("f: <", "f: \"a\nX: y\" <")
                        .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SipMessage.parse(octets))
                .isInstanceOfSatisfying(
                        SipParseException.class, e -> assertThat(e.answerable()).isEmpty());
    }

    @Test
    void whatAPeerControlsIsBounded() {
        String fields = "X: y\n".repeat(MessageLimits.HEADER_FIELDS);
        String longField = "X: " + "y".repeat(MessageLimits.HEADER_FIELD_OCTETS) + "\n";
        String vias =
                "Via: "
                        + "SIP/2.0/UDP a;branch=z9hG4bK1,".repeat(MessageLimits.VALUES_OF_A_NAME)
                        + "SIP/2.0/UDP a\n";
        StringBuilder params = new StringBuilder("<sip:a@b>");
        for (int i = 0; i <= MessageLimits.PARAMETERS; i++) {
            params.append(";p").append(i);
        }

        assertThat(refused(REGISTER.replace("Max-F", fields + "Max-F")).message())
                .contains("too many header fields");
        assertThat(refused(REGISTER.replace("Max-F", longField + "Max-F")).message())
                .contains("header field of");
        assertThat(refused(REGISTER.replace("Max-F", vias + "Max-F")).message())
                .contains("too many Via values");
        assertThat(refused(REGISTER.replace("t: <sip:user@home.net>", "t: " + params)).message())
                .contains("too many parameters");
        assertThat(refused(REGISTER + "x".repeat(MessageLimits.MESSAGE_OCTETS)).message())
                .contains("message of");
        assertThat(refused("R".repeat(MessageLimits.START_LINE_OCTETS) + REGISTER).message())
                .contains("start line");
    }

    @Test
    void aMessageAtItsBoundsCanStillBeEditedAndAnswered() throws SipParseException {
        String vias = ", SIP/2.0/UDP a".repeat(MessageLimits.VALUES_OF_A_NAME - 1);
        StringBuilder params = new StringBuilder("t: <sip:user@home.net>");
        for (int i = 0; i < MessageLimits.PARAMETERS; i++) {
            params.append(";p").append(i);
        }
        SipRequest request =
                request(
                        REGISTER.replace("8792\n", "8792" + vias + "\n")
                                .replace("t: <sip:user@home.net>", params));

        SipRequest forwarded = request.edit().prepend("Via", "SIP/2.0/UDP b").build();
        SipResponse answer = SipResponse.answering(forwarded, 200).toTag("x").build();

        assertThat(forwarded.vias()).hasSize(MessageLimits.VALUES_OF_A_NAME + 1);
        assertThat(answer.to().tag()).isEqualTo("x");
    }

    @Test
    void expiresIsCutAtItsHighestValue() throws SipParseException {
        assertThat(request(REGISTER).expires()).isEmpty();
        assertThat(request(REGISTER.replace("l: 4", "l: 4\nExpires: 600000")).expires())
                .hasValue(600_000);
        assertThat(request(REGISTER.replace("l: 4", "l: 4\nExpires: 99999999999999")).expires())
                .hasValue(4_294_967_295L);
        SipRequest wrong = request(REGISTER.replace("l: 4", "l: 4\nExpires: soon"));
        assertThatThrownBy(wrong::expires).isInstanceOf(SipParseException.class);
    }

    @Test
    void aLogLineHasNoCredentials() throws SipParseException {
        assertThat(request(REGISTER).toString())
                .isEqualTo("REGISTER sip:home.net SIP/2.0 [apb03a0s09dkjdfglkj49111]");
    }
}
