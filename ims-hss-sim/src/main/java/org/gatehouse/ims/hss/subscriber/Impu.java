package org.gatehouse.ims.hss.subscriber;

import java.util.Locale;

/**
 * Public identities as they are compared: "SIP URI or tel URI" in canonical form (TS 23.003 clause
 * 13.4).
 */
public final class Impu {
    private Impu() {}

    /**
     * The text to compare by: scheme and host in lower case, no parameters and header fields, no
     * visual separators in a telephone number.
     */
    public static String canonical(String uri) {
        int colon = uri.indexOf(':');
        if (colon < 0) {
            return uri;
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = upTo(upTo(uri.substring(colon + 1), ';'), '?');
        if (scheme.equals("tel")) {
            return "tel:" + rest.replaceAll("[-.()]", "").toLowerCase(Locale.ROOT);
        }
        int at = rest.lastIndexOf('@');
        String host = rest.substring(at + 1).toLowerCase(Locale.ROOT);
        return scheme + ':' + rest.substring(0, at + 1) + host;
    }

    private static String upTo(String text, char end) {
        int index = text.indexOf(end, text.indexOf('@') + 1);
        return index < 0 ? text : text.substring(0, index);
    }
}
