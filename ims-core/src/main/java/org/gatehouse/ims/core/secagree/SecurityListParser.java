package org.gatehouse.ims.core.secagree;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;

/** Reads sec-mechanisms: RFC 3329 clause 2.2, LWS and commas as RFC 3261 clause 25.1 has them. */
final class SecurityListParser {
    /** Mechanisms of one message; phones send 6 for each mode, and some others beside them. */
    static final int MAX_MECHANISMS = 32;

    /** Parameters of one mechanism; ipsec-3gpp has 9. */
    static final int MAX_PARAMETERS = 24;

    private final List<SecurityMechanism> mechanisms = new ArrayList<>();
    private String text = "";
    private int at;

    List<SecurityMechanism> parse(List<String> headerFieldValues) throws SecAgreeSyntaxException {
        if (headerFieldValues.isEmpty()) {
            throw new SecAgreeSyntaxException("no security mechanism (expected: at least one)");
        }
        for (String value : headerFieldValues) {
            text = value;
            at = 0;
            do {
                if (mechanisms.size() == MAX_MECHANISMS) {
                    throw new SecAgreeSyntaxException(
                            "more than " + MAX_MECHANISMS + " security mechanisms");
                }
                mechanisms.add(mechanism());
            } while (take(','));
            if (at < text.length()) {
                throw unexpected("',' or ';'");
            }
        }
        return mechanisms;
    }

    /** "sec-mechanism = mechanism-name *(SEMI mech-parameters)". */
    private SecurityMechanism mechanism() throws SecAgreeSyntaxException {
        String name = token("mechanism-name");
        int q = SecurityMechanism.NO_PREFERENCE;
        List<Parameter> parameters = new ArrayList<>();
        while (take(';')) {
            if (parameters.size() == MAX_PARAMETERS) {
                throw new SecAgreeSyntaxException(
                        name + ": more than " + MAX_PARAMETERS + " parameters");
            }
            Parameter parameter = parameter();
            if (!parameter.name().equalsIgnoreCase("q")) {
                parameters.add(parameter);
            } else if (q == SecurityMechanism.NO_PREFERENCE) {
                q = preference(parameter.value());
            } else {
                throw new SecAgreeSyntaxException(name + ": q twice");
            }
        }
        Ipsec3gpp ipsec = null;
        if (name.equalsIgnoreCase(SecurityMechanism.IPSEC_3GPP)) {
            ipsec = new Ipsec3gppReader(parameters).read();
        }
        return new SecurityMechanism(name, q, ipsec, parameters);
    }

    /** "generic-param = token [ EQUAL gen-value ]". */
    private Parameter parameter() throws SecAgreeSyntaxException {
        String name = token("parameter name");
        if (!take('=')) {
            return new Parameter(name, "");
        }
        int start = at;
        if (at < text.length() && text.charAt(at) == '"') {
            quotedString();
        } else {
            while (at < text.length() && isValueCharacter(text.charAt(at))) {
                at++;
            }
        }
        if (at == start) {
            throw unexpected("value of " + name);
        }
        String value = text.substring(start, at);
        skipLws();
        return new Parameter(name, value);
    }

    private void quotedString() throws SecAgreeSyntaxException {
        int start = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            at = start;
            throw unexpected("closing quote");
        }
        at++;
    }

    private String token(String what) throws SecAgreeSyntaxException {
        skipLws();
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw unexpected(what);
        }
        String token = text.substring(start, at);
        skipLws();
        return token;
    }

    private boolean take(char separator) {
        skipLws();
        if (at >= text.length() || text.charAt(at) != separator) {
            return false;
        }
        at++;
        skipLws();
        return true;
    }

    /** "LWS = [*WSP CRLF] 1*WSP". */
    private void skipLws() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (text.startsWith("\r\n ", at) || text.startsWith("\r\n\t", at)) {
                at += 3;
            } else {
                return;
            }
        }
    }

    /** "qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )". */
    private static int preference(String value) throws SecAgreeSyntaxException {
        boolean ok =
                !value.isEmpty()
                        && value.length() <= 5
                        && (value.charAt(0) == '0' || value.charAt(0) == '1')
                        && (value.length() == 1 || value.charAt(1) == '.');
        int thousandths = 0;
        for (int i = 0, place = 1000; ok && i < value.length(); i++) {
            if (i != 1) {
                int digit = value.charAt(i) - '0';
                ok = digit >= 0 && digit <= 9;
                thousandths += digit * place;
                place /= 10;
            }
        }
        if (!ok || thousandths > SecurityMechanism.HIGHEST_PREFERENCE) {
            throw new SecAgreeSyntaxException("q: " + value + " (expected: 0 to 1.000)");
        }
        return thousandths;
    }

    private SecAgreeSyntaxException unexpected(String expected) {
        String found =
                at < text.length() ? "'" + MechanismFormat.printable(text, at) + "'" : "the end";
        return new SecAgreeSyntaxException(
                "found " + found + " at character " + (at + 1) + " (expected: " + expected + ")");
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-.!%*_+`'~".indexOf(c) >= 0;
    }

    /** "gen-value = token / host / quoted-string": a host may be an IPv6 reference. */
    private static boolean isValueCharacter(char c) {
        return isTokenCharacter(c) || c == '[' || c == ']' || c == ':';
    }
}
