package org.gatehouse.ims.core.digest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Digest name=value, …}: the parameters with their places in the text, so that one can be
 * taken out or put in while the rest stays as received. Immutable.
 */
final class DigestText {
    /** Octets of one value: the longest header field a message may have is shorter still. */
    static final int LONGEST_TEXT = 8192;

    /** Parameters of one value: RFC 3261, RFC 3310 and TS 24.229 name 16 altogether. */
    static final int MOST_PARAMETERS = 32;

    /** The scheme alone, to put parameters behind. */
    static final DigestText EMPTY = new DigestText("Digest", "Digest", List.of());

    /** A header without a scheme, to put parameters into. */
    static final DigestText NOTHING = new DigestText("", "", List.of());

    /** Written without quotes (RFC 3261 clause 25.1, "dig-resp"); all others are quoted. */
    private static final Set<String> TOKENS = Set.of("algorithm", "nc", "stale");

    /**
     * One parameter.
     *
     * @param value without quotes and escapes
     * @param start where its name begins in the text
     * @param valueStart where its value begins, quotes included
     * @param end behind its value
     */
    record Parameter(
            String name, String value, boolean quoted, int start, int valueStart, int end) {}

    private final String text;
    private final String scheme;
    private final List<Parameter> parameters;

    private DigestText(String text, String scheme, List<Parameter> parameters) {
        this.text = text;
        this.scheme = scheme;
        this.parameters = parameters;
    }

    static DigestText parse(String text) throws DigestSyntaxException {
        return new Reader(text, true).read();
    }

    /** The parameters of a header that has no scheme, as Authentication-Info. */
    static DigestText parseParameters(String text) throws DigestSyntaxException {
        return new Reader(text, true).readParameters("");
    }

    String text() {
        return text;
    }

    String scheme() {
        return scheme;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    @Nullable String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : parameters.get(index).value();
    }

    /** The value, or an empty one if there is none. */
    String orEmpty(String name) {
        String value = get(name);
        return value == null ? "" : value;
    }

    /** The text without a parameter and the comma that went with it. */
    DigestText without(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return this;
        }
        Parameter gone = parameters.get(index);
        int from = gone.start();
        int to = gone.end();
        if (index > 0) {
            from = parameters.get(index - 1).end();
        } else if (parameters.size() > 1) {
            to = parameters.get(1).start();
        }
        return reparsed(text.substring(0, from) + text.substring(to));
    }

    /** The text with a parameter at its old place, or behind the others. */
    DigestText with(String name, String value, boolean quoted) {
        String written = quoted ? quote(value) : token(value);
        int index = indexOf(name);
        if (index >= 0) {
            Parameter old = parameters.get(index);
            return reparsed(
                    text.substring(0, old.valueStart()) + written + text.substring(old.end()));
        }
        int end = parameters.isEmpty() ? text.length() : parameters.getLast().end();
        String before = !parameters.isEmpty() ? ", " : scheme.isEmpty() ? "" : " ";
        return reparsed(
                text.substring(0, end) + before + name + '=' + written + text.substring(end));
    }

    /** Whether a parameter of this name is usually written in quotes. */
    static boolean isQuoted(String name) {
        return !TOKENS.contains(name.toLowerCase(Locale.ROOT));
    }

    private int indexOf(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String quote(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Reader.isControl(c)) {
                throw new IllegalArgumentException("control character in a digest parameter");
            }
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static String token(String value) {
        if (value.isEmpty() || !value.chars().allMatch(Reader::isValueCharacter)) {
            throw new IllegalArgumentException("not a token in a digest parameter");
        }
        return value;
    }

    /**
     * What was made of a text that could be read can be read: what we add to the most that a peer
     * may send is not the peer's.
     */
    private DigestText reparsed(String changed) {
        Reader reader = new Reader(changed, false);
        try {
            return scheme.isEmpty() ? reader.readParameters("") : reader.read();
        } catch (DigestSyntaxException e) {
            throw new IllegalStateException("editing broke the digest text", e);
        }
    }

    /** Reads left to right; messages give the place, never the text, for it may hold keys. */
    private static final class Reader {
        private final String text;
        private final List<Parameter> parameters = new ArrayList<>();
        private final boolean received;
        private int at;

        Reader(String text, boolean received) {
            this.text = text;
            this.received = received;
        }

        DigestText read() throws DigestSyntaxException {
            checkLength();
            skipSpace();
            String scheme = word("scheme");
            if (!scheme.equalsIgnoreCase("Digest")) {
                throw new DigestSyntaxException("another scheme (expected: Digest)");
            }
            return readParameters(scheme);
        }

        DigestText readParameters(String scheme) throws DigestSyntaxException {
            checkLength();
            skipSpace();
            while (at < text.length()) {
                parameter();
                skipSpace();
                if (at < text.length()) {
                    expect(',');
                    skipSpace();
                    if (at == text.length()) {
                        throw error("a parameter behind the comma");
                    }
                }
            }
            return new DigestText(text, scheme, List.copyOf(parameters));
        }

        private void checkLength() throws DigestSyntaxException {
            if (received && text.length() > LONGEST_TEXT) {
                throw new DigestSyntaxException(
                        "digest: " + text.length() + " characters (expected: at most 8192)");
            }
        }

        private void parameter() throws DigestSyntaxException {
            int start = at;
            String name = word("parameter name");
            if (parameters.stream().anyMatch(p -> p.name().equalsIgnoreCase(name))) {
                throw new DigestSyntaxException("parameter " + name + " twice (expected: once)");
            }
            if (received && parameters.size() == MOST_PARAMETERS) {
                throw error("at most " + MOST_PARAMETERS + " parameters");
            }
            skipSpace();
            expect('=');
            skipSpace();
            int valueStart = at;
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String value = quoted ? quotedString() : value();
            parameters.add(new Parameter(name, value, quoted, start, valueStart, at));
        }

        private String quotedString() throws DigestSyntaxException {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return value.toString();
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                if (isControl(c)) {
                    throw error("no control character in a quoted string");
                }
                value.append(c);
            }
            throw error("a closing quote");
        }

        /** A token, or what is written without quotes though it should have them. */
        private String value() throws DigestSyntaxException {
            int start = at;
            while (at < text.length() && isValueCharacter(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw error("a value");
            }
            return text.substring(start, at);
        }

        private String word(String what) throws DigestSyntaxException {
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw error(what);
            }
            return text.substring(start, at);
        }

        private void expect(char c) throws DigestSyntaxException {
            if (at >= text.length() || text.charAt(at) != c) {
                throw error("'" + c + "'");
            }
            at++;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private DigestSyntaxException error(String expected) {
            return new DigestSyntaxException(
                    "digest, character " + (at + 1) + " (expected: " + expected + ")");
        }

        private static boolean isControl(char c) {
            return (c < ' ' && c != '\t') || c == 0x7F;
        }

        private static boolean isTokenCharacter(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-.!%*_+`'~".indexOf(c) >= 0;
        }

        static boolean isValueCharacter(int c) {
            return c > ' ' && c < 0x7F && c != ',' && c != '"';
        }
    }
}
