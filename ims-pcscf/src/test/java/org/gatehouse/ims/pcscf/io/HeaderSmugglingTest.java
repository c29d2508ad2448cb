package org.gatehouse.ims.pcscf.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sip.OtherReaders;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No spelling brings a header field that the core would trust past the P-CSCF: neither our reader,
 * nor JAIN-SIP's, nor one that knows no more than lines sees it in what is sent on.
 */
class HeaderSmugglingTest {
    /** What a UE has no say in. The text is what must not be seen in the field. */
    record Field(String name, String value, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Field> FIELDS =
            List.of(
                    new Field("P-Asserted-Identity", "<sip:boss@smuggled.net>", "smuggled"),
                    new Field("P-Asserted-Identity", "sip:boss@smuggled.net", "smuggled"),
                    new Field("P-Charging-Vector", "icid-value=\"smuggled\"", "smuggled"),
                    new Field("P-Charging-Function-Addresses", "ccf=smuggled", "smuggled"),
                    new Field("P-Visited-Network-ID", "\"smuggled\"", "smuggled"),
                    new Field("P-Associated-URI", "<sip:boss@smuggled.net>", "smuggled"),
                    new Field("P-Served-User", "<sip:boss@smuggled.net>", "smuggled"),
                    new Field("P-User-Database", "<aaa://smuggled.net>", "smuggled"),
                    new Field("Path", "<sip:smuggled.net;lr>", "smuggled"),
                    new Field("Route", "<sip:smuggled.net;lr>", "smuggled"),
                    new Field("Record-Route", "<sip:smuggled.net;lr>", "smuggled"),
                    new Field("Service-Route", "<sip:smuggled.net;lr>", "smuggled"),
                    new Field("Security-Client", "smuggled;q=0.1", "smuggled"),
                    new Field("Security-Server", "smuggled;q=0.1", "smuggled"),
                    new Field("Security-Verify", "smuggled;q=0.1", "smuggled"),
                    new Field("Require", "sec-agree", "sec-agree"),
                    new Field("Proxy-Require", "sec-agree", "sec-agree"),
                    new Field("Supported", "sec-agree", "sec-agree"),
                    new Field(
                            "Authorization",
                            "Digest username=\"a\",realm=\"b\",nonce=\"\",uri=\"sip:b\",response=\"\","
                                    + "integrity-protected=\"yes\"",
                            "integrity-protected=\"yes\""));

    /** Name and value to lines of a message, without the last CRLF. */
    private static final Map<String, BinaryOperator<String>> SPELLINGS = spellings();

    private static Map<String, BinaryOperator<String>> spellings() {
        Map<String, BinaryOperator<String>> all = new LinkedHashMap<>();
        all.put("plain", (n, v) -> n + ": " + v);
        all.put("upper case", (n, v) -> n.toUpperCase(Locale.ROOT) + ": " + v);
        all.put("lower case", (n, v) -> n.toLowerCase(Locale.ROOT) + ":" + v);
        all.put("blanks before the colon", (n, v) -> n + " \t : " + v);
        all.put("folded behind the colon", (n, v) -> n + ":\r\n " + v);
        all.put("folded in front of the colon", (n, v) -> n + "\r\n : " + v);
        all.put("folded in the value", (n, v) -> n + ": " + v.replace(":", ":\r\n\t"));
        all.put("folded twice", (n, v) -> n + ":\r\n \r\n " + v);
        all.put("trailing commas", (n, v) -> n + ": " + v + ",,");
        all.put("leading commas", (n, v) -> n + ": ,," + v);
        all.put("empty parameters", (n, v) -> n + ": " + v + ";;;=");
        all.put("a quote that does not end", (n, v) -> n + ": \"" + v);
        all.put("a bracket that does not end", (n, v) -> n + ": <" + v.replace(">", ""));
        all.put("doubled", (n, v) -> n + ": x\r\n" + n + ": " + v);
        all.put("doubled, empty first", (n, v) -> n + ":\r\n" + n + ": " + v);
        all.put(
                "doubled in two cases",
                (n, v) -> n.toUpperCase(Locale.ROOT) + ": x\r\n" + n + ": " + v);
        all.put("NUL in the value", (n, v) -> n + ": \0" + v);
        all.put("NUL in front of the name", (n, v) -> "\0" + n + ": " + v);
        all.put("NUL behind the name", (n, v) -> n + "\0: " + v);
        all.put("NUL as a line end", (n, v) -> "Subject: a\0" + n + ": " + v);
        all.put("quoted NUL as a line end", (n, v) -> "Subject: \"\\\0" + n + ": " + v + "\"");
        all.put("quoted VT as a line end", (n, v) -> "Subject: \"\\\u000b" + n + ": " + v + "\"");
        all.put("LF as a line end", (n, v) -> "Subject: a\n" + n + ": " + v);
        all.put("CR as a line end", (n, v) -> "Subject: a\r" + n + ": " + v);
        all.put("quoted LF as a line end", (n, v) -> "Subject: \"\\\n" + n + ": " + v + "\"");
        all.put("CR CR LF", (n, v) -> "Subject: a\r\r\n" + n + ": " + v);
        all.put("LF CR", (n, v) -> "Subject: a\n\r" + n + ": " + v);
        all.put("folded into another field", (n, v) -> "Subject: a\r\n " + n + ": " + v);
        all.put("folded into another field by a tab", (n, v) -> "Subject:\r\n\t" + n + ": " + v);
        all.put(
                "folded into another field in quotes",
                (n, v) -> "Subject: \"\r\n " + n + ": " + v + "\"");
        all.put("behind a line without a colon", (n, v) -> "no header\r\n" + n + ": " + v);
        all.put("behind a line without a name", (n, v) -> ": x\r\n" + n + ": " + v);
        all.put("behind an empty name", (n, v) -> " : x\r\n" + n + ": " + v);
        all.put("behind a line with a control", (n, v) -> "X\u0001: x\r\n" + n + ": " + v);
        all.put("a hyphen that is none", (n, v) -> n.replace('-', '\u2010') + ": " + v);
        all.put("a long s", (n, v) -> n.replace('s', '\u017f') + ": " + v);
        all.put("a dotless i", (n, v) -> n.replace('i', '\u0131') + ": " + v);
        all.put("a wide colon", (n, v) -> n + "\uff1a " + v);
        all.put("a no-break space before the colon", (n, v) -> n + "\u00a0: " + v);
        all.put("a zero-width space", (n, v) -> n + "\u200b: " + v);
        all.put("a byte order mark", (n, v) -> "\ufeff" + n + ": " + v);
        all.put("escaped", (n, v) -> n.replace("-", "%2D") + ": " + v);
        all.put("blanks in front of the name", (n, v) -> "  " + n + ": " + v);
        all.put("a second Content-Length", (n, v) -> "Content-Length: 0\r\n" + n + ": " + v);
        return all;
    }

    static Stream<Field> fields() {
        return FIELDS.stream();
    }

    /** Text of a request with lines put behind its start line, or in front of its Supported. */
    private static byte[] with(String text, String lines, boolean first) {
        int at = first ? text.indexOf("\r\n") + 2 : text.indexOf("Supported:");
        return (text.substring(0, at) + lines + "\r\n" + text.substring(at)).getBytes(UTF_8);
    }

    private static UeMessages plainRegister() {
        UeMessages register = new UeMessages();
        register.secAgree = false;
        return register;
    }

    private final List<byte[]> sentOn = new ArrayList<>();

    private Lab lab() throws Exception {
        Lab lab = new Lab(1, "sec-agree=optional");
        lab.network.adversary(datagram -> {
            if (datagram.from().equals(Lab.MW)) {
                sentOn.add(datagram.payload());
            }
            return List.of(datagram);
        });
        return lab;
    }

    /** How many of the spellings went on, each without the field. */
    private int smuggle(Lab lab, String text, Field field) {
        int wentOn = 0;
        for (var spelling : SPELLINGS.entrySet()) {
            for (boolean first : new boolean[] {true, false}) {
                sentOn.clear();
                String lines = spelling.getValue().apply(field.name(), field.value());
                byte[] octets = with(text.replace("BRANCH", "b" + ++branches), lines, first);
                lab.network.inject(new Datagram(Lab.address(UeMessages.UE, 5060), Lab.GM, octets));
                lab.run(1);
                for (byte[] message : sentOn) {
                    assertThat(OtherReaders.thatSee(message, field.name(), field.text()))
                            .as("%s, %s:%n%s", field, spelling.getKey(), new String(message, UTF_8))
                            .isEmpty();
                }
                wentOn += sentOn.isEmpty() ? 0 : 1;
            }
        }
        return wentOn;
    }

    private int branches;

    private static String reusable(String text) {
        return text.replaceAll("branch=z9hG4bK[^\r;]*", "branch=z9hG4bKBRANCH");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void noSpellingBringsAFieldIntoTheRegisterThatIsSentOn(Field field) throws Exception {
        Lab lab = lab();

        int wentOn = smuggle(lab, reusable(plainRegister().text()), field);

        boolean refusesAll = List.of("Authorization", "Security-Client").contains(field.name());
        assertThat(wentOn).isGreaterThan(refusesAll ? 3 : 20);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void noSpellingBringsAFieldIntoTheMessageThatIsSentOn(Field field) throws Exception {
        Lab lab = lab();
        UeMessages register = plainRegister();
        register.response = "0123456789abcdef0123456789abcdef";
        lab.network.inject(
                new Datagram(Lab.address(UeMessages.UE, 5060), Lab.GM, register.octets()));
        lab.run(1);
        UeMessages message = plainRegister();
        message.method = "MESSAGE";
        message.authorization = false;

        int wentOn = smuggle(lab, reusable(message.text()), field);

        assertThat(wentOn).isGreaterThan(20);
    }

    @Test
    void theReadersOfThisTestSeeAFieldThatIsThere() {
        String text = plainRegister().text();
        for (Field field : FIELDS) {
            byte[] plain = with(text, field.name() + ": " + field.value(), false);
            assertThat(OtherReaders.thatSee(plain, field.name(), field.text()))
                    .as(field.name())
                    .hasSize(3);
        }
        byte[] folded = with(text, "Subject: a\r\n P-Asserted-Identity: smuggled", false);
        assertThat(OtherReaders.thatSee(folded, "P-Asserted-Identity", "smuggled"))
                .containsExactly("a reader of lines");
    }
}
