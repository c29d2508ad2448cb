package org.gatehouse.ims.core.sip.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A header field name to look for: any case, long or compact form (RFC 3261 clause 7.3.3). */
public final class HeaderKey {
    /** Compact forms: RFC 3261 clause 20, and RFCs 3515, 3841, 3892, 4028, 4474, 6665. */
    private static final Map<Character, String> COMPACT =
            Map.ofEntries(
                    Map.entry('a', "accept-contact"),
                    Map.entry('b', "referred-by"),
                    Map.entry('c', "content-type"),
                    Map.entry('d', "request-disposition"),
                    Map.entry('e', "content-encoding"),
                    Map.entry('f', "from"),
                    Map.entry('i', "call-id"),
                    Map.entry('j', "reject-contact"),
                    Map.entry('k', "supported"),
                    Map.entry('l', "content-length"),
                    Map.entry('m', "contact"),
                    Map.entry('n', "identity-info"),
                    Map.entry('o', "event"),
                    Map.entry('r', "refer-to"),
                    Map.entry('s', "subject"),
                    Map.entry('t', "to"),
                    Map.entry('u', "allow-events"),
                    Map.entry('v', "via"),
                    Map.entry('x', "session-expires"),
                    Map.entry('y', "identity"));

    private static final @Nullable HeaderKey[] BY_LETTER = byLetter();

    public static final HeaderKey VIA = of("Via");
    public static final HeaderKey FROM = of("From");
    public static final HeaderKey TO = of("To");
    public static final HeaderKey CALL_ID = of("Call-ID");
    public static final HeaderKey CSEQ = of("CSeq");
    public static final HeaderKey MAX_FORWARDS = of("Max-Forwards");
    public static final HeaderKey CONTENT_LENGTH = of("Content-Length");
    public static final HeaderKey CONTENT_TYPE = of("Content-Type");

    private final String lower;
    private final int hash;

    private HeaderKey(String lower) {
        this.lower = lower;
        int h = 0;
        for (int i = 0; i < lower.length(); i++) {
            h = 31 * h + lower.charAt(i);
        }
        hash = h;
    }

    public static HeaderKey of(String name) {
        if (name.length() == 1) {
            HeaderKey expanded = expand(name.charAt(0));
            if (expanded != null) {
                return expanded;
            }
        }
        return new HeaderKey(Chars.lower(name));
    }

    /** Hash of a name as it stands in a message, the same for all its forms. */
    public static int hash(byte[] octets, int from, int to) {
        if (to - from == 1) {
            HeaderKey expanded = expand((char) octets[from]);
            if (expanded != null) {
                return expanded.hash;
            }
        }
        int h = 0;
        for (int i = from; i < to; i++) {
            h = 31 * h + Chars.lower((char) octets[i]);
        }
        return h;
    }

    public int hash() {
        return hash;
    }

    /** Is this the name that stands in these octets, whose hash is known to be equal? */
    public boolean is(byte[] octets, int from, int to) {
        if (to - from == 1) {
            HeaderKey expanded = expand((char) octets[from]);
            if (expanded != null) {
                return expanded.lower.equals(lower);
            }
        }
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (Chars.lower((char) octets[from + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public boolean is(HeaderKey other) {
        return lower.equals(other.lower);
    }

    private static @Nullable HeaderKey expand(char letter) {
        int place = Chars.lower(letter) - 'a';
        return place >= 0 && place < 26 ? BY_LETTER[place] : null;
    }

    private static @Nullable HeaderKey[] byLetter() {
        @Nullable HeaderKey[] keys = new @Nullable HeaderKey[26];
        COMPACT.forEach((letter, name) -> keys[letter - 'a'] = new HeaderKey(name));
        return keys;
    }

    @Override
    public String toString() {
        return lower;
    }
}
