package org.gatehouse.ims.core.sip;

import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;

/** Reads one unfolded header field value from left to right. */
final class Lexer {
    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The next character, or NUL at the end (no value holds one). */
    char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    void skipBlanks() {
        while (at < text.length() && Chars.isBlank(text.charAt(at))) {
            at++;
        }
    }

    /** Takes a character with blanks around it, if it comes next. */
    boolean take(char c) {
        skipBlanks();
        if (peek() != c || atEnd()) {
            return false;
        }
        at++;
        skipBlanks();
        return true;
    }

    void expect(char c) throws SipParseException {
        if (!take(c)) {
            throw wrong("'" + c + "'");
        }
    }

    String token(String what) throws SipParseException {
        int from = at;
        while (at < text.length() && Chars.isToken(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw wrong(what);
        }
        return text.substring(from, at);
    }

    /** All up to the first of these characters, or the end. */
    String until(String stops) {
        int from = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** A quoted string, with its quotes and escapes as they are. */
    String quoted() throws SipParseException {
        int from = at;
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            at = text.length();
            throw new SipParseException("quoted string does not end: " + Quoting.show(text));
        }
        at++;
        return text.substring(from, at);
    }

    /** Is there such a character further on? */
    boolean ahead(char c) {
        return text.indexOf(c, at) >= 0;
    }

    void expectEnd() throws SipParseException {
        skipBlanks();
        if (!atEnd()) {
            throw wrong("the end");
        }
    }

    SipParseException wrong(String expected) {
        return new SipParseException(
                "found "
                        + (atEnd() ? "the end" : "'" + Quoting.show(text.substring(at)) + "'")
                        + ", expected "
                        + expected
                        + " in "
                        + Quoting.show(text));
    }
}
