package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.sip.Samples.REGISTER;
import static org.gatehouse.ims.core.sip.Samples.octets;
import static org.gatehouse.ims.core.sip.Samples.request;
import static org.gatehouse.ims.core.sip.Samples.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEditorTest {
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
    void aReasonPhraseOfAnyBytesSurvivesAnEdit() throws SipParseException {
        byte[] octets =
                octets(
                        """
                        SIP/2.0 200 \u00e9
                        Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b
                        From: <sip:a@b>;tag=1
                        To: <sip:a@b>;tag=2
                        Call-ID: c
                        CSeq: 1 OPTIONS
                        Content-Length: 0

                        """);
        octets[12] = (byte) 0xff; // not UTF-8
        SipResponse response = (SipResponse) SipMessage.parse(octets);

        byte[] edited = response.edit().removeFirstValue("Via").build().encode();

        assertThat(Arrays.copyOf(edited, 16)).isEqualTo(Arrays.copyOf(octets, 16));
    }
}
