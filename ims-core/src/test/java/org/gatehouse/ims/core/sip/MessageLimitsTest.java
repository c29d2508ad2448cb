package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.sip.Samples.REGISTER;
import static org.gatehouse.ims.core.sip.Samples.octets;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bound of {@link MessageLimits}: so many are taken, one more is not. */
class MessageLimitsTest {
    /** Octets of the sample with a length of five digits and no body. */
    private static final int SIZE = octets(REGISTER).length;

    /** A message that has so many of what is bounded. */
    record Bound(String name, int most, IntFunction<String> message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> bounds() {
        return Stream.of(
                        new Bound(
                                "header fields",
                                MessageLimits.HEADER_FIELDS,
                                n -> with("X: y\n".repeat(n - fields()))),
                        new Bound(
                                "octets of a header field",
                                MessageLimits.HEADER_FIELD_OCTETS,
                                n -> with("X: " + "y".repeat(n - 3) + "\n")),
                        new Bound(
                                "octets of a folded header field",
                                MessageLimits.HEADER_FIELD_OCTETS,
                                n -> with("X: y\n " + "y".repeat(n - 7) + "\n")),
                        new Bound(
                                "octets of a start line",
                                MessageLimits.START_LINE_OCTETS,
                                n ->
                                        REGISTER.replace(
                                                "sip:home.net ",
                                                "sip:" + "h".repeat(n - 21) + " ")),
                        new Bound(
                                "octets of a message",
                                MessageLimits.MESSAGE_OCTETS,
                                n ->
                                        // "4" and "body" go, five digits and the body come
                                        REGISTER.replace("l: 4", "l: " + (n - SIZE))
                                                        .replace("body", "")
                                                + "b".repeat(n - SIZE)),
                        new Bound(
                                "Via values of one field",
                                MessageLimits.VALUES_OF_A_NAME,
                                n ->
                                        REGISTER.replace(
                                                "8792\n",
                                                "8792" + ",SIP/2.0/UDP a".repeat(n - 1) + "\n")),
                        new Bound(
                                "Via fields",
                                MessageLimits.VALUES_OF_A_NAME,
                                n -> with("v: SIP/2.0/UDP a\n".repeat(n - 1))),
                        new Bound(
                                "parameters of a Via",
                                MessageLimits.PARAMETERS,
                                n -> REGISTER.replace("8792\n", "8792" + params(n - 1) + "\n")),
                        new Bound(
                                "parameters of From",
                                MessageLimits.PARAMETERS,
                                n -> REGISTER.replace("=4fa3", "=4fa3" + params(n - 1))))
                .map(Arguments::of);
    }

    private static int fields() {
        // "Authorization :" has a blank of its own
        return (int)
                REGISTER.lines()
                        .takeWhile(l -> !l.isEmpty())
                        .filter(MessageLimitsTest::isField)
                        .count();
    }

    private static boolean isField(String line) {
        return line.contains(":") && !line.startsWith(" ") && !line.endsWith("SIP/2.0");
    }

    private static String with(String lines) {
        return REGISTER.replace("Max-F", lines + "Max-F");
    }

    private static String params(int n) {
        return IntStream.range(0, n).mapToObj(i -> ";p" + i).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void soManyAreTakenAndOneMoreIsNot(Bound bound) throws SipParseException {
        byte[] most = octets(bound.message().apply(bound.most()));
        byte[] tooMany = octets(bound.message().apply(bound.most() + 1));

        SipMessage.parse(most);
        assertThatThrownBy(() -> SipMessage.parse(tooMany))
                .isInstanceOf(SipParseException.class)
                .hasMessageContaining("at most " + bound.most());
    }

    @Test
    void valuesOfAListThatIsReadLaterAreBoundedToo() throws SipParseException {
        String values = "<sip:a@b>,".repeat(MessageLimits.VALUES_OF_A_NAME - 1) + "<sip:a@b>";
        SipMessage most = SipMessage.parse(octets(with("Path: " + values + "\n")));
        SipMessage tooMany =
                SipMessage.parse(octets(with("Path: " + values + "\nPATH: <sip:a@b>\n")));

        assertThat(most.addresses("Path")).hasSize(MessageLimits.VALUES_OF_A_NAME);
        assertThatThrownBy(() -> tooMany.addresses("Path")).isInstanceOf(SipParseException.class);
    }

    /** RFC 3261 7.3.3, and every other specification that gives one. */
    @Test
    void everyCompactFormIsItsName() throws SipParseException {
        String letters = "abcdefijklmnorstuvxy";
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if ("fitlv".indexOf(letter) < 0) {
                lines.append(letter).append(": value-").append(letter).append('\n');
            }
        }
        SipMessage message = SipMessage.parse(octets(REGISTER.replace("l: 4", lines + "l: 4")));

        assertThat(letters.chars().mapToObj(c -> HeaderKey.of("" + (char) c).toString()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() > 1);
        assertThat(message.header("Referred-By")).isEqualTo("value-b");
        assertThat(message.header("SESSION-EXPIRES")).isEqualTo("value-x");
        assertThat(message.header("k")).isEqualTo(message.header("Supported")).isEqualTo("value-k");
    }

    @Test
    void manyFieldsOfANameKeepTheirOrderAndGoTogether() throws SipParseException {
        String lines =
                IntStream.range(0, 150)
                        .mapToObj(
                                i -> (i % 2 == 0 ? "k" : "SUPPORTED") + ": t" + i + ",u" + i + "\n")
                        .collect(Collectors.joining());
        SipRequest request = (SipRequest) SipMessage.parse(octets(with(lines)));

        assertThat(request.headerValues("Supported"))
                .hasSize(303)
                .startsWith("path")
                .endsWith("u149");
        assertThat(request.edit().remove("Supported").build().hasHeader("k")).isFalse();
        assertThat(request.edit().removeFirstValue("k").build().headerValues("Supported"))
                .hasSize(302)
                .startsWith("sec-agree");
    }

    @Test
    void unfoldingPutsEachFieldOnALineOfItsOwnAndChangesNoValue() throws SipParseException {
        SipRequest folded = Samples.request(with("S:\n a\n\tb  \n  P-Asserted-Identity: c\n"));
        SipRequest flat = folded.edit().unfold().build();

        assertThat(Samples.text(flat).lines().noneMatch(line -> line.startsWith(" "))).isTrue();
        assertThat(flat.header("Subject")).isEqualTo("a b P-Asserted-Identity: c");
        assertThat(flat.headers("Security-Client")).isEqualTo(folded.headers("Security-Client"));
        assertThat(flat.hasHeader("P-Asserted-Identity")).isFalse();
    }
}
