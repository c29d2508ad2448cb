package org.gatehouse.ims.ue.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final Set<String> KNOWN = Set.of("a", "b", "number");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x{a}y | x1y",
                "{number:10} | 0000000042",
                "{number:1} | 42",
                "p[;q={b}]r | pr",
                "p[;q={a}]r | p;q=1r",
                "p[;q={a}[;r={b}]]s | p;q=1s",
                "rport[{?b}no]{?a} | rport"
            })
    void aGroupGoesWhereAValueInItIsMissing(String text, String expected) {
        assertThat(Template.parse(text, KNOWN).render(Map.of("a", "1", "number", "42")))
                .contains(expected);
    }

    @Test
    void aTextThatNeedsAValueThatIsMissingIsNone() {
        assertThat(Template.parse("Authorization: {b}", KNOWN).render(Map.of())).isEmpty();
        assertThat(Template.parse("Require: x{?b}", KNOWN).render(Map.of())).isEmpty();
    }

    /** Values come from peers too: what stands in them is no place. */
    @Test
    void aValueIsNotReadAsATemplate() {
        assertThat(Template.parse("<{a}>", KNOWN).render(Map.of("a", "[{b}]"))).contains("<[{b}]>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{c} | found {c} (expected: one of a, b, number)",
                "{a | found { (expected: } behind it)",
                "a} | found } (expected: { before it)",
                "[a | found [ (expected: ] behind it)",
                "a] | found ] (expected: [ before it)",
                "{a:0} | found {a:0} (expected: a width of 1 to 99 behind the colon)",
                "[[[[[[[[[[a]]]]]]]]]] | found more than 8 [ in each other (expected: fewer)"
            })
    void whatIsWrongIsTold(String text, String message) {
        assertThatThrownBy(() -> Template.parse(text, KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
