package org.gatehouse.ims.core.sip;

import java.util.Random;
import java.util.function.Supplier;

/** Makes header fields by the grammar of RFC 3261 clause 25.1, and spoils some of them. */
final class HeaderGrammar {
    private static final String TOKEN = "abzAZ09-.!%*_+`'~";
    private static final String USER = "abzAZ09-_.!~*'()&=+$,;?/";
    private static final String EVIL = "abz019;:.,-_+[]<>()@/\\\"% \t=?*{}&#\u00e9";

    private final Random random;

    HeaderGrammar(long seed) {
        random = new Random(seed);
    }

    /** One header field line; every second one is spoilt in one to three places. */
    String line() {
        String line = valid();
        return random.nextBoolean() ? line : spoilt(line);
    }

    /** One header field line as the grammar has it. */
    String valid() {
        return switch (random.nextInt(8)) {
            case 0 -> "Via: " + list(this::via);
            case 1 -> "Route: " + list(this::bracketed);
            case 2 -> "Record-Route: " + list(this::bracketed);
            case 3 -> "CSeq: " + random.nextInt(Integer.MAX_VALUE) + blanks() + " " + method();
            case 4 -> "From: " + address() + tag();
            case 5 -> "To: " + address() + (random.nextBoolean() ? tag() : "");
            case 6 -> "Contact: " + (random.nextInt(30) == 0 ? "*" : list(this::contact));
            default -> "Authorization: " + credentials();
        };
    }

    private String spoilt(String line) {
        StringBuilder changed = new StringBuilder(line);
        int value = line.indexOf(':') + 2;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = value + random.nextInt(Math.max(1, changed.length() - value));
            char evil = EVIL.charAt(random.nextInt(EVIL.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, evil);
                case 1 -> {
                    if (at < changed.length() && changed.length() > value + 1) {
                        changed.deleteCharAt(at);
                    }
                }
                default -> {
                    if (at < changed.length()) {
                        changed.setCharAt(at, evil);
                    }
                }
            }
        }
        return changed.toString();
    }

    private String list(Supplier<String> value) {
        StringBuilder text = new StringBuilder(value.get());
        while (random.nextInt(4) == 0) {
            text.append(blanks()).append(',').append(blanks()).append(value.get());
        }
        return text.toString();
    }

    // ---- RFC 3261 25.1, names as there

    private String via() {
        StringBuilder text = new StringBuilder("SIP/2.0/");
        text.append(pick("UDP", "TCP", "TLS", "SCTP", token())).append(' ').append(blanks());
        text.append(hostport()).append(";branch=z9hG4bK").append(token());
        while (random.nextInt(3) == 0) {
            text.append(
                    pick(
                            ";rport",
                            ";rport=" + port(),
                            ";received=192.0.2.1",
                            ";ttl=" + random.nextInt(256),
                            ";maddr=" + host(),
                            blanks() + ";" + blanks() + "x" + random.nextInt(9) + generic()));
        }
        return text.toString();
    }

    private String hostport() {
        return host() + (random.nextBoolean() ? ":" + port() : "");
    }

    private String port() {
        return Integer.toString(1 + random.nextInt(65_535));
    }

    private String host() {
        return pick(
                "example.com",
                "a-1.B-2.example",
                "192.0.2." + random.nextInt(256),
                "[2001:db8::" + Integer.toHexString(random.nextInt(65_536)) + "]",
                "[::ffff:192.0.2.1]",
                "pcscf.ims.mnc001.mcc001.3gppnetwork.org");
    }

    private String address() {
        // RFC 3261 20.10: none of ",", ";" and "?" without brackets
        return random.nextInt(4) == 0 ? "sip:" + word() + "@" + hostport() : bracketed();
    }

    private String contact() {
        String text = address();
        while (random.nextInt(3) == 0) {
            text +=
                    pick(
                            ";expires=" + random.nextInt(),
                            ";q=0." + random.nextInt(1_000),
                            ";+sip.instance=\"<urn:gsma:imei:1-2-0>\"",
                            ";+g.3gpp.smsip",
                            ";x" + random.nextInt(9) + generic());
        }
        return text;
    }

    private String bracketed() {
        String display = pick("", "", quoted() + blanks(), token() + " " + token() + " ");
        return display + "<" + uri() + ">" + (random.nextInt(4) == 0 ? ";y" + generic() : "");
    }

    private String uri() {
        if (random.nextInt(12) == 0) {
            return "tel:+" + random.nextInt(Integer.MAX_VALUE);
        }
        StringBuilder text = new StringBuilder(simpleUri());
        while (random.nextInt(3) == 0) {
            text.append(
                    pick(
                            ";lr",
                            ";transport=tcp",
                            ";user=phone",
                            ";maddr=192.0.2.9",
                            ";z" + random.nextInt(9) + (random.nextBoolean() ? "=" + word() : "")));
        }
        return text.toString();
    }

    private String simpleUri() {
        String user = random.nextInt(4) == 0 ? "" : some(USER, 12) + "@";
        return "sip:" + user + hostport();
    }

    private String tag() {
        return ";tag=" + token();
    }

    private String generic() {
        return pick("", "=" + token(), "=" + quoted(), "=" + host());
    }

    private String method() {
        return pick("REGISTER", "INVITE", "MESSAGE", token());
    }

    private String quoted() {
        return "\"" + pick("", "A. B", "a\\\"b", "\\\\", "x,y;z<>", "\u00e9\u4e2d") + "\"";
    }

    private String credentials() {
        StringBuilder text = new StringBuilder("Digest username=\"" + word() + "@example.com\"");
        text.append(",").append(blanks()).append("realm=\"example.com\"");
        text.append(", nonce=\"").append(pick("", word() + "==")).append("\"");
        text.append(", uri=\"sip:example.com\", response=\"").append(pick("", "00ff")).append("\"");
        while (random.nextInt(2) == 0) {
            text.append(", ")
                    .append(
                            pick(
                                    "algorithm=AKAv1-MD5",
                                    "qop=auth",
                                    "nc=00000001",
                                    "cnonce=\"" + word() + "\"",
                                    "opaque=\"" + word() + "\"",
                                    "integrity-protected=\"yes\"",
                                    "auts=\"" + word() + "\""));
        }
        return text.toString();
    }

    private String token() {
        return some(TOKEN, 10);
    }

    private String word() {
        return some("abcXYZ019", 10);
    }

    private String some(String of, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }

    private String blanks() {
        return random.nextInt(6) == 0 ? pick(" ", "\t", "  ") : "";
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
