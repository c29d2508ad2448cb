package org.gatehouse.ims.core.sip;

import java.util.regex.Pattern;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/** Canonical texts of public identities, SIP, SIPS or tel, to be compared as strings. */
public final class AddressOfRecord {
    private static final String HEX = "0123456789ABCDEF";
    private static final Pattern HOSTLIKE = Pattern.compile("[;?/:]");
    private static final String VISUAL_SEPARATORS = "-.()";

    /**
     * Canonical text of a public identity: of a SIP URI its {@link SipUri#addressOfRecord}, of a
     * tel URI its number without visual separators and parameters (phone-context kept where the
     * number is local).
     */
    public static String of(String uri) throws SipParseException {
        return uri.regionMatches(true, 0, "tel:", 0, 4)
                ? tel(uri.substring(4))
                : SipUri.parse(uri).addressOfRecord();
    }

    /**
     * RFC 3261 10.3 step 5: "all URI parameters MUST be removed (including the user-param), and any
     * escaped characters MUST be converted to their unescaped form". The port stays: 19.1.4 has a
     * URI with port 5060 differ from one without.
     */
    static String of(SipUri uri) {
        StringBuilder text = new StringBuilder(uri.scheme()).append(':');
        String user = uri.user();
        if (user != null) {
            unescape(user, text);
            text.append('@');
        }
        text.append(host(uri.host()));
        if (uri.port() >= 0) {
            text.append(':').append(uri.port());
        }
        return text.toString();
    }

    /** Canonical text of a host: an address in one spelling, a name in lower case. */
    public static String host(String host) {
        return HostPort.literal(host)
                .map(HostPort::host)
                .orElseGet(() ->
                        Chars.lower(
                                host.endsWith(".") ? host.substring(0, host.length() - 1) : host));
    }

    /**
     * Unescapes what may stand unescaped in a user part. Any other escape stays one, in upper case,
     * so that %40, %3A or %00 never turn into structure or shorten the text.
     */
    private static void unescape(String user, StringBuilder text) {
        for (int i = 0; i < user.length(); i++) {
            int value = user.charAt(i) == '%' ? escaped(user, i) : -1;
            if (value < 0) {
                text.append(user.charAt(i));
                continue;
            }
            char c = (char) value;
            if (c != '%' && c != ':' && Chars.isUser(String.valueOf(c))) {
                text.append(c);
            } else {
                text.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
            }
            i += 2;
        }
    }

    /**
     * A user, and perhaps ":" and a password, of their characters and whole escapes only: a "%" of
     * its own would make canonical texts collide.
     */
    static boolean isUser(String text) {
        int colon = text.indexOf(':');
        // a password has none of ";", "?", "/" and ":" (clause 25.1): with them in it, another
        // reader takes the user for the host
        boolean plain = colon < 0 || !HOSTLIKE.matcher(text.substring(colon + 1)).find();
        return colon != 0 && plain && isEscaped(text) && Chars.isUser(text);
    }

    /** Is every "%" the first of a whole escape? */
    static boolean isEscaped(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (escaped(text, i) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int escaped(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(percent + 1), 16);
        int low = Character.digit(text.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    /** RFC 3966 clauses 3 and 4: separators and case do not count. */
    private static String tel(String text) throws SipParseException {
        int semicolon = text.indexOf(';');
        String number = digits(semicolon < 0 ? text : text.substring(0, semicolon));
        if (number.startsWith("+")) {
            return "tel:" + number;
        }
        Parameters params = Parameters.parseOfUri(semicolon < 0 ? "" : text.substring(semicolon));
        return "tel:" + number + ";phone-context=" + context(params.get("phone-context"), text);
    }

    private static String context(@Nullable String context, String text) throws SipParseException {
        if (context == null) {
            throw new SipParseException(
                    "local number without phone-context: tel:" + Quoting.show(text));
        }
        return context.startsWith("+") ? digits(context) : Chars.lower(context);
    }

    private static String digits(String number) throws SipParseException {
        StringBuilder text = new StringBuilder(number.length());
        boolean global = number.startsWith("+");
        for (int i = global ? 1 : 0; i < number.length(); i++) {
            char c = Chars.lower(number.charAt(i));
            if (VISUAL_SEPARATORS.indexOf(c) >= 0) {
                continue;
            }
            if (!Chars.isDigit(c) && (global || "abcdef*#".indexOf(c) < 0)) {
                throw new SipParseException("wrong telephone number: " + Quoting.show(number));
            }
            text.append(c);
        }
        if (text.isEmpty()) {
            throw new SipParseException("empty telephone number: " + Quoting.show(number));
        }
        return global ? "+" + text : text.toString();
    }

    private AddressOfRecord() {}
}
