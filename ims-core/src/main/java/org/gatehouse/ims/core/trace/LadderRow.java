package org.gatehouse.ims.core.trace;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One message of a ladder: what its first line and some header fields tell. Reads leniently and
 * trusts nothing: this is for people's eyes, also when a message is broken.
 */
record LadderRow(
        Instant at, int from, int to, boolean isProtected, String title, List<String> details) {
    /** Header lines looked at; the telling ones stand far before. */
    private static final int MAX_LINES = 200;

    /** Characters of a value that are shown: any CSeq number and expiry time fits. */
    private static final int MAX_VALUE = 12;

    /** Header fields that tell by being there. */
    private static final List<String> MARKS =
            List.of(
                    "Security-Client",
                    "Security-Server",
                    "Security-Verify",
                    "Path",
                    "Service-Route",
                    "P-Associated-URI");

    static LadderRow of(Instant at, int from, int to, boolean isProtected, byte[] message) {
        String[] lines = new String(message, StandardCharsets.UTF_8).split("\r?\n", MAX_LINES + 1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < Math.min(lines.length, MAX_LINES) && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new LadderRow(at, from, to, isProtected, title(lines[0]), details(headers));
    }

    /** "REGISTER", or "401 Unauthorized". */
    private static String title(String startLine) {
        String printable = startLine.replaceAll("[^ -~]", "?");
        if (!printable.startsWith("SIP/2.0 ")) {
            int space = printable.indexOf(' ');
            return space < 0 ? printable : printable.substring(0, space);
        }
        return printable.substring("SIP/2.0 ".length());
    }

    private static List<String> details(Map<String, String> headers) {
        List<String> details = new ArrayList<>();
        String cseq = headers.get("cseq");
        if (cseq != null) {
            details.add("CSeq " + shown(cseq.split("\\s", 2)[0]));
        }
        String authorization = headers.getOrDefault("authorization", "");
        String challenge = headers.getOrDefault("www-authenticate", "");
        if (hasValue(challenge, "nonce")) {
            details.add("nonce");
        }
        if (hasValue(authorization, "auts")) {
            details.add("auts");
        }
        if (hasValue(authorization, "response")) {
            details.add("response");
        }
        MARKS.stream()
                .filter(mark -> headers.containsKey(mark.toLowerCase(Locale.ROOT)))
                .forEach(details::add);
        String expires = headers.get("expires");
        if (expires != null) {
            details.add("Expires " + shown(expires));
        }
        return List.copyOf(details);
    }

    /** A value for a line of plain ASCII. */
    private static String shown(String value) {
        String start = value.substring(0, Math.min(value.length(), MAX_VALUE));
        return start.replaceAll("[^ -~]", "?");
    }

    /** Whether a parameter stands in a header field with more than an empty value. */
    private static boolean hasValue(String header, String parameter) {
        int at = header.indexOf(parameter + "=");
        return at >= 0 && !header.startsWith("\"\"", at + parameter.length() + 1);
    }
}
