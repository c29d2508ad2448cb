package org.gatehouse.ims.core.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the text of a value.
 *
 * @param expectation what is accepted, as an error message says it after "expected:"
 * @param isList a YAML list may stand for the text, joined by commas
 * @param reader the value of a text, empty for a text that is not accepted; never throws
 */
public record ValueParser<T>(
        String expectation, boolean isList, Function<String, Optional<T>> reader) {
    public ValueParser(String expectation, Function<String, Optional<T>> reader) {
        this(expectation, false, reader);
    }

    public Optional<T> parse(String text) {
        return reader.apply(text);
    }
}
