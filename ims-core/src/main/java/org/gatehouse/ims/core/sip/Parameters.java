package org.gatehouse.ims.core.sip;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/** Parameters of a header field value or URI, in order; names compare without case. */
public record Parameters(List<Parameter> list) {
    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        list = List.copyOf(list);
    }

    /**
     * One parameter.
     *
     * @param value as received (a quoted string with its quotes), or null for a name alone
     */
    public record Parameter(String name, @Nullable String value) {}

    /** Is the parameter there, with or without a value? */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** Value of a parameter without quotes; null if it is not there or has no value. */
    public @Nullable String get(String name) {
        int place = find(name);
        String value = place < 0 ? null : list.get(place).value();
        return value == null ? null : Quoting.unquote(value);
    }

    /**
     * Replaces a parameter where it stands, or appends it. A value that would not stand as it is
     * gets quotes.
     */
    public Parameters with(String name, @Nullable String value) {
        if (!Chars.isToken(name)) {
            throw new IllegalArgumentException("parameter name: " + name + " (expected: a token)");
        }
        Parameter parameter = new Parameter(name, value == null ? null : fit(value));
        List<Parameter> changed = new ArrayList<>(list);
        int place = find(name);
        if (place < 0) {
            changed.add(parameter);
        } else {
            changed.set(place, parameter);
        }
        return new Parameters(changed);
    }

    public Parameters without(String name) {
        if (!has(name)) {
            return this;
        }
        return new Parameters(list.stream().filter(p -> !Chars.same(p.name(), name)).toList());
    }

    /** Reads ";name=value" to the end of a header field value. */
    static Parameters parse(Lexer in) throws SipParseException {
        in.skipBlanks();
        if (in.atEnd()) {
            return NONE;
        }
        List<Parameter> read = new ArrayList<>(4);
        while (!in.atEnd()) {
            in.expect(';');
            String name = in.token("a parameter name");
            add(read, new Parameter(name, in.take('=') ? value(in) : null));
            in.skipBlanks();
        }
        return new Parameters(read);
    }

    /** Reads the ";name=value" of a URI: no quotes, no blanks. */
    static Parameters parseOfUri(String text) throws SipParseException {
        if (text.isEmpty()) {
            return NONE;
        }
        List<Parameter> read = new ArrayList<>(2);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(';', at + 1);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', at);
            boolean valued = equals >= 0 && equals < end;
            String name = text.substring(at + 1, valued ? equals : end);
            String value = valued ? text.substring(equals + 1, end) : null;
            if (!isOfUri(name) || (value != null && !isOfUri(value))) {
                throw new SipParseException("URI parameter is wrong: " + Quoting.show(text));
            }
            add(read, new Parameter(name, value));
            at = end;
        }
        return new Parameters(read);
    }

    /** Bounds what a peer sent; what we add to it afterwards still reads. */
    void checkBounds() throws SipParseException {
        if (list.size() > MessageLimits.PARAMETERS) {
            throw tooMany();
        }
    }

    private static SipParseException tooMany() {
        return new SipParseException(
                "too many parameters (expected: at most " + MessageLimits.PARAMETERS + ")");
    }

    private static boolean isOfUri(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Chars.isUriParameter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty() && AddressOfRecord.isEscaped(text);
    }

    /** RFC 3261 7.3.1: "any given parameter-name MUST NOT appear more than once." */
    private static void add(List<Parameter> read, Parameter next) throws SipParseException {
        for (Parameter earlier : read) {
            if (Chars.same(earlier.name(), next.name())) {
                throw new SipParseException("parameter twice: " + Quoting.show(next.name()));
            }
        }
        if (read.size() == MessageLimits.PARAMETERS + MessageLimits.OWN_PARAMETERS) {
            throw tooMany();
        }
        read.add(next);
    }

    private static String value(Lexer in) throws SipParseException {
        if (in.peek() == '"') {
            return in.quoted();
        }
        String value = in.until(";, \t<>\"");
        if (value.isEmpty()) {
            throw in.wrong("a parameter value");
        }
        return value;
    }

    private static String fit(String value) {
        boolean stands = !value.isEmpty();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            stands &= c > ' ' && c < 0x7f && ";,<>\"".indexOf(c) < 0;
        }
        return stands || Quoting.isQuoted(value) ? value : Quoting.quote(value);
    }

    private int find(String name) {
        for (int i = 0; i < list.size(); i++) {
            if (Chars.same(list.get(i).name(), name)) {
                return i;
            }
        }
        return -1;
    }

    /** As on the wire, each with its semicolon. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Parameter parameter : list) {
            text.append(';').append(parameter.name());
            if (parameter.value() != null) {
                text.append('=').append(parameter.value());
            }
        }
        return text.toString();
    }
}
