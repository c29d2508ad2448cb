package org.gatehouse.ims.core.sip;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * A name-addr or addr-spec with the parameters of its header field (RFC 3261 clause 25.1): From,
 * To, Contact, Route, Record-Route, Path, Service-Route, P-Asserted-Identity.
 *
 * @param display display name without quotes and escapes, or null
 * @param uri URI text between the angle brackets, as received; "*" for Contact: *
 * @param params parameters of the header field, not of the URI
 */
public record NameAddress(@Nullable String display, String uri, Parameters params) {
    public NameAddress {
        if (!isUri(uri) && !uri.equals("*")) {
            throw new IllegalArgumentException("URI: " + Quoting.show(uri));
        }
    }

    public static NameAddress parse(String value) throws SipParseException {
        Lexer in = new Lexer(value);
        in.skipBlanks();
        if (in.peek() == '"') {
            String display = Quoting.unquote(in.quoted());
            in.skipBlanks();
            return bracketed(display, in, value);
        }
        if (in.ahead('<')) {
            String display = in.until("<;\"").strip();
            if (in.peek() == '<') {
                return bracketed(displayName(display, value), in, value);
            }
            in = new Lexer(value);
            in.skipBlanks();
        }
        // RFC 3261 20: "If the URI is not enclosed in angle brackets, any semicolon-delimited
        // parameters are header-parameters, not URI parameters."
        String uri = in.until("; \t");
        // "Even if the "display-name" is empty, the "name-addr" form MUST be used if the
        // "addr-spec" contains a comma, semicolon, or question mark." Else two readers could see
        // two tags.
        if (uri.indexOf('?') >= 0 || uri.indexOf(',') >= 0) {
            throw new SipParseException(
                    "',' or '?' in a URI without brackets: " + Quoting.show(value));
        }
        return checked(null, uri, in, value);
    }

    private static @Nullable String displayName(String text, String value)
            throws SipParseException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Chars.isToken(c) && !Chars.isBlank(c) && c < 0x80) {
                throw new SipParseException(
                        "'"
                                + Quoting.show(String.valueOf(c))
                                + "' in a display name without quotes: "
                                + Quoting.show(value));
            }
        }
        return text.isEmpty() ? null : text;
    }

    private static NameAddress bracketed(@Nullable String display, Lexer in, String value)
            throws SipParseException {
        if (in.peek() != '<') {
            throw in.wrong("'<'");
        }
        String uri = in.until(">");
        if (in.atEnd()) {
            throw in.wrong("'>'");
        }
        in.take('>');
        return checked(display, uri.substring(1), in, value);
    }

    private static NameAddress checked(@Nullable String display, String uri, Lexer in, String value)
            throws SipParseException {
        boolean wildcard = uri.equals("*") && value.strip().equals("*");
        if (!wildcard && !isUri(uri)) {
            throw new SipParseException("no URI in " + Quoting.show(value));
        }
        return new NameAddress(display, uri, Parameters.parse(in));
    }

    /** scheme ":" and something, without blanks, brackets, quotes and control characters. */
    static boolean isUri(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !Character.isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ofScheme = Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
            if (c <= ' ' || c == 0x7f || "<>\"".indexOf(c) >= 0 || (i < colon && !ofScheme)) {
                return false;
            }
        }
        return true;
    }

    /** An address without display name and parameters. */
    public static NameAddress of(String uri) {
        return new NameAddress(null, uri, Parameters.NONE);
    }

    public @Nullable String tag() {
        return params.get("tag");
    }

    /** Contact: * of a REGISTER. */
    public boolean isWildcard() {
        return uri.equals("*");
    }

    public SipUri sipUri() throws SipParseException {
        return SipUri.parse(uri);
    }

    /** See {@link AddressOfRecord#of}. */
    public String addressOfRecord() throws SipParseException {
        return AddressOfRecord.of(uri);
    }

    public NameAddress withParam(String name, @Nullable String value) {
        return new NameAddress(display, uri, params.with(name, value));
    }

    /** Values of a list (Route, Contact, …), each parsed. */
    public static List<NameAddress> parseAll(List<String> values) throws SipParseException {
        if (values.size() > MessageLimits.VALUES_OF_A_NAME) {
            throw new SipParseException(
                    values.size()
                            + " values (expected: at most "
                            + MessageLimits.VALUES_OF_A_NAME
                            + ")");
        }
        List<NameAddress> parsed = new ArrayList<>(values.size());
        for (String value : values) {
            parsed.add(parse(value));
        }
        return List.copyOf(parsed);
    }

    /** As on the wire, with angle brackets; the display name in quotes. */
    @Override
    public String toString() {
        if (isWildcard()) {
            return "*";
        }
        String name = display == null ? "" : Quoting.quote(display) + " ";
        return name + "<" + uri + ">" + params;
    }
}
