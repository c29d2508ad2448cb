package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gatehouse.ims.core.flow.TransportProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {
    @Test
    void aViaIsReadWithBlanksWhereverTheyMayStand() throws SipParseException {
        Via via = Via.parse("SIP / 2.0 / UDP first.example.com : 4000 ;ttl=16 ; rport ;branch = x");

        assertThat(via.transport()).isEqualTo("UDP");
        assertThat(via.host()).isEqualTo("first.example.com");
        assertThat(via.port()).isEqualTo(4000);
        assertThat(via.hasRport()).isTrue();
        assertThat(via.rport()).isEqualTo(-1);
        assertThat(via).hasToString("SIP/2.0/UDP first.example.com:4000;ttl=16;rport;branch=x");
    }

    @Test
    void aViaOfOurOwnReadsAsItWasMade() throws SipParseException {
        Via via =
                Via.of(TransportProtocol.TCP, "2001:db8::1", 5060, "z9hG4bKa").withParam("a", "b");

        assertThat(Via.parse(via.toString())).isEqualTo(via);
        assertThat(via.hostAddress()).isEqualTo("2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP/2.0/UDP",
                "SIP/2.0/UDPhost",
                "HTTP/1.1/TCP host",
                "SIP/2.0/UDP host:0",
                "SIP/2.0/UDP host:",
                "SIP/2.0/UDP host;;branch=a",
                "SIP/2.0/UDP host;branch=",
                "SIP/2.0/UDP host;branch=a;branch=b",
                "SIP/2.0/UDP 2001:db8::1;branch=a",
                "SIP/2.0/UDP [2001:db8::1;branch=a",
                "SIP/2.0/UDP host other"
            })
    void aBrokenViaIsRefused(String value) {
        assertThatThrownBy(() -> Via.parse(value)).isInstanceOf(SipParseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "INVITE", "1", "1INVITE", "-1 A", "2147483648 A", "1 A B", "1 A,B"})
    void aBrokenCseqIsRefused(String value) {
        assertThatThrownBy(() -> CSeq.parse(value)).isInstanceOf(SipParseException.class);
    }

    @Test
    void theHighestCseqIsRead() throws SipParseException {
        assertThat(CSeq.parse("2147483647 A").number()).isEqualTo(2_147_483_647L);
        assertThat(CSeq.parse("0009   INVITE")).hasToString("9 INVITE");
    }

    @Test
    void anAddressWithoutBracketsGivesItsParametersToTheHeaderField() throws SipParseException {
        NameAddress bare = NameAddress.parse("sip:a@b;tag=1");
        NameAddress bracketed = NameAddress.parse("<sip:a@b;lr>;tag=1");

        assertThat(bare.uri()).isEqualTo("sip:a@b");
        assertThat(bare.tag()).isEqualTo("1");
        assertThat(bracketed.uri()).isEqualTo("sip:a@b;lr");
        assertThat(bracketed.tag()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    `"A \\"q\\" B" <sip:a@b>`, `A "q" B`
                    `Anna  Karenina<sip:a@b>`, `Anna  Karenina`
                    `"" <sip:a@b>`, ``
                    `"<sip:x@y>" <sip:a@b>;tag=1`, `<sip:x@y>`
                    """)
    void aDisplayNameIsReadWithoutItsQuotes(String value, String display) throws SipParseException {
        NameAddress address = NameAddress.parse(value);

        assertThat(address.display()).isEqualTo(display);
        assertThat(address.uri()).isEqualTo("sip:a@b");
        assertThat(NameAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip",
                "<sip:a@b",
                "\"A <sip:a@b>",
                "\"A\" sip:a@b",
                "Bell, A <sip:a@b>",
                "<sip:a @b>",
                "<>",
                "<sip:a@b>;;tag=1",
                "<sip:a@b> tag=1",
                "<sip:a@b>,<sip:c@d>",
                "<sip:a@b>;tag=\"x",
                "*;q=1 x",
                "<*>"
            })
    void aBrokenAddressIsRefused(String value) {
        assertThatThrownBy(() -> NameAddress.parse(value)).isInstanceOf(SipParseException.class);
    }

    @Test
    void contactStarIsTheWildcard() throws SipParseException {
        assertThat(NameAddress.parse(" * ").isWildcard()).isTrue();
        assertThat(NameAddress.parse("*")).hasToString("*");
    }

    @Test
    void aParameterValueThatWouldBreakOutIsQuoted() throws SipParseException {
        NameAddress address = NameAddress.of("sip:a@b").withParam("x", "1>;tag=forged\"");

        assertThat(address).hasToString("<sip:a@b>;x=\"1>;tag=forged\\\"\"");
        assertThat(NameAddress.parse(address.toString()).params().get("x"))
                .isEqualTo("1>;tag=forged\"");
        assertThatThrownBy(() -> NameAddress.of("sip:a@b>,<sip:c@d"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSipUriIsReadInItsParts() throws SipParseException {
        SipUri uri = SipUri.parse("SIPS:a;b?c%40d:pw@[2001:DB8::1]:5061;lr;transport=tcp?X=y");

        assertThat(uri.scheme()).isEqualTo("sips");
        assertThat(uri.user()).isEqualTo("a;b?c%40d:pw");
        assertThat(uri.hostAddress()).isEqualTo("2001:DB8::1");
        assertThat(uri.port()).isEqualTo(5061);
        assertThat(uri.params().has("lr")).isTrue();
        assertThat(uri.params().get("Transport")).isEqualTo("tcp");
        assertThat(uri.headers()).isEqualTo("X=y");
        assertThat(SipUri.parse(uri.toString())).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip:",
                "sip:@host",
                "sip::pw@host",
                "sip:a@",
                "sip:a@b@c",
                "sip:a@b:0",
                "sip:a@b:",
                "sip:a@b:5060x",
                "sip:a@b;;lr",
                "sip:a@b;lr;lr",
                "sip:a@b;x=\"y\"",
                "sip:a b@c",
                "sip:a%4@c",
                "sip:%@c",
                "sip:a@2001:db8::1",
                "sip:a@[2001:db8::1",
                "sip:a@[2001:db8::1]5060",
                "sip:\u00e4@c",
                "http://a"
            })
    void aBrokenSipUriIsRefused(String uri) {
        assertThatThrownBy(() -> SipUri.parse(uri)).isInstanceOf(SipParseException.class);
    }

    /** RFC 3261 10.3 and 19.1.4. */
    @ParameterizedTest
    @CsvSource({
        "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp",
        "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5",
        "sip:carol@chicago.com;security=on, SIP:carol@chicago.com.",
        "sip:a%3ab@c, sip:a%3Ab@c",
        "sip:a@[2001:db8::1], sip:a@[2001:DB8:0:0:0:0:0:1]",
        "sip:+1555@home.net;user=phone, sip:+1555@home.net",
        "tel:+1-(555)-0100;phone-context=x, tel:+15550100",
        "tel:70-42;phone-context=Example.com, TEL:7042;phone-context=example.com",
        "tel:7042;phone-context=+1-555, tel:7042;phone-context=+1555"
    })
    void addressesOfRecordThatAreEqualHaveOneText(String a, String b) throws SipParseException {
        assertThat(AddressOfRecord.of(a)).isEqualTo(AddressOfRecord.of(b));
    }

    /** RFC 3261 19.1.4. */
    @ParameterizedTest
    @CsvSource({
        "SIP:ALICE@AtLanTa.CoM, sip:alice@AtLanTa.CoM",
        "sip:bob@biloxi.com, sip:bob@biloxi.com:5060",
        "sip:bob@biloxi.com, sips:bob@biloxi.com",
        "sip:a%40b@c, sip:b@c",
        "sip:a%00@c, sip:a@c",
        "sip:a%00b@c, sip:a%00c@c",
        "sip:a%3Ab@c, sip:a:b@c",
        "sip:%2541@c, sip:A@c",
        "tel:+15550100, sip:+15550100@home.net",
        "tel:7042;phone-context=a, tel:7042;phone-context=b"
    })
    void addressesOfRecordThatDifferHaveTwoTexts(String a, String b) throws SipParseException {
        assertThat(AddressOfRecord.of(a)).isNotEqualTo(AddressOfRecord.of(b));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:", "tel:+", "tel:+abc", "tel:7042", "urn:service:sos", "alice"})
    void whatIsNoPublicIdentityIsRefused(String uri) {
        assertThatThrownBy(() -> AddressOfRecord.of(uri)).isInstanceOf(SipParseException.class);
    }
}
