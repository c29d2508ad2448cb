package org.gatehouse.ims.ue.shape;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.config.ValueParser;

/** Numbers from a first to a last one. */
public record Range(long first, long last) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,10})(?:-(\\d{1,10}))?");

    /** Reads {@code 38001-38999}, or one number. */
    static ValueParser<Range> parser(long least, long most) {
        return new ValueParser<>(
                "FIRST-LAST or a number, from " + least + " to " + most,
                text -> parse(text).filter(r -> r.first >= least && r.last <= most));
    }

    private static Optional<Range> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(m.group(1));
        long last = m.group(2) == null ? first : Long.parseLong(m.group(2));
        return first <= last ? Optional.of(new Range(first, last)) : Optional.empty();
    }
}
