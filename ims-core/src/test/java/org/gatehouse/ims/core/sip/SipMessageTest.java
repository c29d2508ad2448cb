package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipMessageTest {
    private static final String REGISTER =
            """
            REGISTER sip:home.net SIP/2.0
            v: SIP/2.0/UDP [2001:db8::1]:8904;branch=z9hG4bK3400948792
            f: <sip:user@home.net>;tag=4fa3
            t: <sip:user@home.net>
            i: apb03a0s09dkjdfglkj49111
            CSeq: 1 REGISTER
            l: 4
            m: <sip:user@[2001:db8::1]:8904>;+sip.instance="<urn:gsma:imei:86717902-000000-0>"
            k: path,sec-agree
            K: outbound
            Security-Client: ipsec-3gpp; alg=hmac-md5-96; spi-c=1028536224,
             ipsec-3gpp; alg=hmac-sha-1-96; spi-c=1028536224
            Authorization : Digest username="a,b", realm="home.net"
            Max-Forwards: 70

            body\
            """;

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static SipRequest request(String text) throws SipParseException {
        return (SipRequest) SipMessage.parse(octets(text));
    }

    private static String text(SipMessage message) {
        return new String(message.encode(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

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
    void whatNoOneTouchesGoesOutByteForByte() throws SipParseException {
        SipRequest edited =
                request(REGISTER)
                        .edit()
                        .prepend("Via", "SIP/2.0/UDP p.home.net;branch=z9hG4bKp")
                        .set("Max-Forwards", "69")
                        .remove("Security-Client")
                        .add("Path", "<sip:p.home.net;lr>")
                        .build();

        assertThat(text(edited))
                .isEqualTo(
                        """
                        REGISTER sip:home.net SIP/2.0
                        Via: SIP/2.0/UDP p.home.net;branch=z9hG4bKp
                        v: SIP/2.0/UDP [2001:db8::1]:8904;branch=z9hG4bK3400948792
                        f: <sip:user@home.net>;tag=4fa3
                        t: <sip:user@home.net>
                        i: apb03a0s09dkjdfglkj49111
                        CSeq: 1 REGISTER
                        l: 4
                        m: <sip:user@[2001:db8::1]:8904>;+sip.instance="<urn:gsma:imei:86717902-000000-0>"
                        k: path,sec-agree
                        K: outbound
                        Authorization : Digest username="a,b", realm="home.net"
                        Max-Forwards: 69
                        Path: <sip:p.home.net;lr>

                        body\
                        """);
    }

    /** An identity that does not parse must not pass a node that strips identities. */
    @Test
    void removingTakesFieldsThatDoNotParse() throws SipParseException {
        SipRequest request =
                request(
                        REGISTER.replace(
                                "Max-F",
                                "P-Asserted-Identity: sip:boss@home.net,,\n"
                                        + "p-ASSERTED-identity  :\n \"<sip:boss@home.net>\nMax-F"));

        SipRequest stripped = request.edit().remove("P-Asserted-Identity").build();

        assertThat(request.headers("P-Asserted-Identity")).hasSize(2);
        assertThatThrownBy(() -> request.addresses("P-Asserted-Identity"))
                .isInstanceOf(SipParseException.class);
        assertThat(text(stripped)).isEqualTo(REGISTER);
    }

    @Test
    void removingALongNameTakesItsCompactFormToo() throws SipParseException {
        SipRequest request = request(REGISTER).edit().remove("Supported").remove("m").build();

        assertThat(text(request)).doesNotContain("sec-agree,", "outbound", "imei");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nX: y", "a\rb", "a\0b"})
    void aValueThatWouldMakeALineIsRefused(String value) throws SipParseException {
        RequestEditor editor = request(REGISTER).edit();

        assertThatThrownBy(() -> editor.set("X", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.add("X", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.prepend("X", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.replaceFirstValue("Via", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.add(value, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.requestUri("sip:" + value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(text(editor.build())).isEqualTo(REGISTER);
    }

    @Test
    void theFirstValueOfAListIsPoppedAndTheRestStays() throws SipParseException {
        String routes = "Route:\nRoute: <sip:a;lr> ,  <sip:b;lr>,<sip:c,d@e;lr>\nRoute: <sip:f>\n";
        RequestEditor editor = request(REGISTER.replace("Max-F", routes + "Max-F")).edit();

        assertThat(editor.removeFirstValue("Route").build().headers("Route"))
                .containsExactly("<sip:b;lr>,<sip:c,d@e;lr>", "<sip:f>");
        assertThat(editor.replaceFirstValue("Route", "<sip:x>").build().headers("Route"))
                .containsExactly("<sip:x>,<sip:c,d@e;lr>", "<sip:f>");
        editor.removeFirstValue("Route").removeFirstValue("Route");
        assertThat(editor.build().headers("Route")).containsExactly("<sip:f>");
        editor.removeFirstValue("Route").removeFirstValue("Route");
        assertThat(text(editor.build())).isEqualTo(REGISTER);
    }

    @Test
    void poppingLeavesExactlyTheOtherValues() throws SipParseException {
        SipRequest request = request(REGISTER.replace("Max-F", "Route: <sip:a>,,<sip:b>\nMax-F"));

        assertThat(request.headerValues("Route")).containsExactly("<sip:a>", "", "<sip:b>");
        assertThat(request.edit().removeFirstValue("Route").build().headerValues("Route"))
                .containsExactly("", "<sip:b>");
    }

    @Test
    void contentLengthFollowsTheBody() throws SipParseException {
        SipRequest request = request(REGISTER);
        byte[] longer = "longer body".getBytes(StandardCharsets.UTF_8);

        SipRequest changed = request.edit().body("text/plain", longer).build();
        SipRequest cleared = changed.edit().body("", new byte[0]).build();

        assertThat(changed.header("Content-Length")).isEqualTo("11");
        assertThat(changed.headers("l")).hasSize(1);
        assertThat(changed.header("c")).isEqualTo("text/plain");
        assertThat(changed.body()).isEqualTo(longer);
        assertThat(cleared.header("Content-Length")).isEqualTo("0");
        assertThat(cleared.hasHeader("Content-Type")).isFalse();
        assertThatThrownBy(() -> request.edit().set("l", "9"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** RFC 3261 8.2.6.2. */
    @Test
    void anAnswerCopiesViaFromToCallIdAndCseqAsReceived() throws SipParseException {
        SipRequest request =
                request(REGISTER.replace("f: ", "Via: SIP/2.0/TCP  x ,SIP/2.0/UDP y\nf: "));

        SipResponse answer = SipResponse.answering(request, 401).toTag("ab1").build();

        assertThat(text(answer))
                .isEqualTo(
                        """
                        SIP/2.0 401 Unauthorized
                        v: SIP/2.0/UDP [2001:db8::1]:8904;branch=z9hG4bK3400948792
                        Via: SIP/2.0/TCP  x ,SIP/2.0/UDP y
                        f: <sip:user@home.net>;tag=4fa3
                        t: <sip:user@home.net>;tag=ab1
                        i: apb03a0s09dkjdfglkj49111
                        CSeq: 1 REGISTER
                        Content-Length: 0

                        """);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.method()).isEqualTo("REGISTER");
    }

    /** RFC 3261 8.2.6.2: a tag that is there stays. */
    @Test
    void aToTagThatIsThereIsKept() throws SipParseException {
        SipRequest inDialog =
                request(REGISTER.replace("t: <sip:user@home.net>", "t: sip:u@h ;tag=q"));

        SipResponse answer = SipResponse.answering(inDialog, 200).toTag("other").build();

        assertThat(answer.header("To")).isEqualTo("sip:u@h ;tag=q");
    }

    @Test
    void aRequestIsBuiltFromNothing() {
        SipRequest request =
                SipRequest.building("OPTIONS", "sip:a@b")
                        .set("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1")
                        .set("From", NameAddress.of("sip:x@y").withParam("tag", "1").toString())
                        .set("To", "<sip:a@b>")
                        .set("Call-ID", "c")
                        .set("CSeq", "1 OPTIONS")
                        .build();

        assertThat(request.size()).isEqualTo(request.encode().length);
        assertThat(text(request)).startsWith("OPTIONS sip:a@b SIP/2.0\nVia: ").endsWith("\n\n");
        assertThatThrownBy(() -> SipRequest.building("OPTIONS", "sip:a@b").build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expiresIsCutAtItsHighestValue() throws SipParseException {
        assertThat(request(REGISTER).expires()).isEmpty();
        assertThat(
                        request("%s".formatted(REGISTER.replace("l: 4", "l: 4\nExpires: 600000")))
                                .expires())
                .hasValue(600_000);
        assertThat(request(REGISTER.replace("l: 4", "l: 4\nExpires: 99999999999999")).expires())
                .hasValue(4_294_967_295L);
        SipRequest wrong = request(REGISTER.replace("l: 4", "l: 4\nExpires: soon"));
        assertThatThrownBy(wrong::expires).isInstanceOf(SipParseException.class);
    }

    @Test
    void aReasonPhraseOfAnyBytesSurvivesAnEdit() throws SipParseException {
        byte[] octets =
                octets(
                        "SIP/2.0 200 \u00e9\n"
                                + "Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b\n"
                                + "From: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: c\n"
                                + "CSeq: 1 OPTIONS\nContent-Length: 0\n\n");
        octets[12] = (byte) 0xff; // not UTF-8
        SipResponse response = (SipResponse) SipMessage.parse(octets);

        byte[] edited = response.edit().removeFirstValue("Via").build().encode();

        assertThat(Arrays.copyOf(edited, 16)).isEqualTo(Arrays.copyOf(octets, 16));
    }

    @Test
    void aLogLineHasNoCredentials() throws SipParseException {
        assertThat(request(REGISTER).toString())
                .isEqualTo("REGISTER sip:home.net SIP/2.0 [apb03a0s09dkjdfglkj49111]");
    }
}
