package org.gatehouse.ims.ue.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the REGISTERs of a profile in another way that means the same: RFC 3261 clause 7.3.1
 * leaves the order of header fields and parameters, case, white space, folding and short names to
 * the writer, and has unknown fields and parameters passed over. Works on the texts of a profile.
 */
final class ShapeMutator {
    /** RFC 3261 clause 7.3.3 and table 1 of RFC 3329's time; a name that has none stays. */
    private static final Map<String, String> COMPACT =
            Map.of(
                    "via", "v",
                    "from", "f",
                    "to", "t",
                    "call-id", "i",
                    "contact", "m",
                    "supported", "k",
                    "content-length", "l",
                    "content-type", "c");

    /** Fields without which a REGISTER says the same to a P-CSCF. */
    private static final Set<String> OPTIONAL =
            Set.of(
                    "user-agent",
                    "allow",
                    "p-access-network-info",
                    "supported",
                    "k",
                    "session-id",
                    "geolocation",
                    "geolocation-routing",
                    "route");

    private static final List<String> STRANGE_FIELDS =
            List.of(
                    "X-Vendor: a=\"b, c; d\";e, f",
                    "P-Unknown-Of-Tomorrow: <sip:x@example.net>;y",
                    "X-Empty:",
                    "Session-Expires: 1800",
                    "Date: Thu, 26 Nov 2026 02:00:00 GMT",
                    "Accept-Language: de, en;q=0.3",
                    "Security-Server: tls;q=0.1");

    private static final List<String> STRANGE_MECHANISMS =
            List.of(
                    "tls;q=0.2",
                    "digest;d-qop=auth;d-alg=md5",
                    "x-new;of=\"tomorrow, and; later\";bare",
                    "mediasec",
                    "ipsec-3gpp;alg=hmac-sha-256-128;ealg=aes-gcm;spi-c=70001;spi-s=70002"
                            + ";port-c=50001;port-s=50002");

    private static final Pattern OFFER_PARAMETER = Pattern.compile("\\[; ?[^\\]]*]|; ?[^;\\[]*");
    private static final Pattern DIGEST_PARAMETER =
            Pattern.compile("\\[, ?[^\\]]*]|(?<=^|,) ?[^,\\[]+,?|[^,\\[]+,?");

    private final Random random;

    ShapeMutator(long seed) {
        this.random = new Random(seed);
    }

    private boolean coin() {
        return random.nextBoolean();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The header fields of a REGISTER, one a line, as {@code register} of a profile has them. */
    String register(String fields) {
        List<String> lines = new ArrayList<>();
        for (String line : fields.lines().toList()) {
            String name = line.substring(0, line.indexOf(':')).strip();
            if (OPTIONAL.contains(name.toLowerCase(Locale.ROOT)) && random.nextInt(4) == 0) {
                continue;
            }
            lines.add(field(name, line.substring(line.indexOf(':') + 1).strip()));
        }
        for (String strange : STRANGE_FIELDS) {
            if (random.nextInt(4) == 0) {
                lines.add(strange);
            }
        }
        if (coin()) {
            Collections.shuffle(lines, random);
        }
        return String.join("\n", lines);
    }

    private String field(String name, String value) {
        String plain = name.toLowerCase(Locale.ROOT);
        String changed =
                switch (plain) {
                    case "authorization" -> digest(value);
                    case "security-client" -> mechanisms(value);
                    case "via", "v" -> withParameters(value);
                    case "from", "f", "to", "t" -> withParameters(spaced(value));
                    case "contact", "m" -> withParameters(value);
                    case "require", "proxy-require" -> value;
                    case "supported", "k" -> coin() ? value + " , x-tomorrow" : value;
                    default -> value;
                };
        return name(name) + colon(value) + changed + (random.nextInt(8) == 0 ? "  " : "");
    }

    private String name(String name) {
        String compact = COMPACT.get(name.toLowerCase(Locale.ROOT));
        if (compact != null && random.nextInt(3) == 0) {
            return coin() ? compact : compact.toUpperCase(Locale.ROOT);
        }
        return anyCase(name);
    }

    /** HCOLON = *( SP / HTAB ) ":" SWS, where SWS may fold. */
    private String colon(String value) {
        List<String> colons = List.of(": ", ":", " : ", ":    ", " :", ":\n  ");
        return value.isEmpty() ? ":" : one(colons);
    }

    private String anyCase(String text) {
        return switch (random.nextInt(4)) {
            case 0 -> text.toLowerCase(Locale.ROOT);
            case 1 -> text.toUpperCase(Locale.ROOT);
            default -> text;
        };
    }

    private String spaced(String value) {
        return value.replace(">;", ">" + one(List.of(";", " ;", " ; ", ";\n ")));
    }

    private String withParameters(String value) {
        return switch (random.nextInt(4)) {
            case 0 -> value + ";x-tomorrow";
            case 1 -> value + ";x-tomorrow=\"a,b;c\"";
            case 2 -> value + " ; x=y";
            default -> value;
        };
    }

    private String mechanisms(String value) {
        return switch (random.nextInt(4)) {
            case 0 -> one(STRANGE_MECHANISMS) + "," + value;
            case 1 -> value + " ,\n " + one(STRANGE_MECHANISMS);
            default -> value;
        };
    }

    /**
     * Parameters in another order, spacing and case; a text that is more than parameters and groups
     * of them keeps its order.
     */
    private String digest(String value) {
        String condition = value.startsWith("{?") ? value.substring(0, value.indexOf('}') + 1) : "";
        String rest = value.substring(condition.length()).replaceFirst("^Digest\\s+", "");
        List<String> parts =
                DIGEST_PARAMETER.matcher(rest).results().map(MatchResult::group).toList();
        String digest = condition + anyCase("Digest") + one(List.of(" ", "  "));
        if (!String.join("", parts).equals(rest) || rest.startsWith("[")) {
            return digest + rest;
        }
        List<String> single = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (String part : parts) {
            if (part.startsWith("[")) {
                groups.add(part);
            } else {
                single.add(part.replaceAll("^[ ,]+|[ ,]+$", ""));
            }
        }
        single.removeIf(String::isEmpty);
        Collections.shuffle(single, random);
        String equal = one(List.of("=", " = ", "= "));
        String comma = one(List.of(",", ", ", " , ", ",\n "));
        String first = parameter(single.removeFirst(), equal);
        List<String> others = new ArrayList<>(groups);
        single.forEach(part -> others.add(comma + parameter(part, equal)));
        Collections.shuffle(others, random);
        String strange = random.nextInt(4) == 0 ? comma + "x-tomorrow=\"a, b\"" : "";
        return digest + first + String.join("", others) + strange;
    }

    private String parameter(String text, String equal) {
        int sign = text.indexOf('=');
        return anyCase(text.substring(0, sign)) + equal + text.substring(sign + 1);
    }

    /** An offer, as {@code offer} of a profile has it. */
    String offer(String text) {
        String strange = random.nextInt(4) == 0 ? ";x-tomorrow=1" : "";
        return mechanism(text) + strange;
    }

    /** One mechanism, as {@code offer} and {@code verify} of a profile have it. */
    String mechanism(String text) {
        List<String> parts =
                OFFER_PARAMETER
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(ArrayList::new));
        String name = text.substring(0, text.indexOf(parts.getFirst()));
        if (coin()) {
            Collections.shuffle(parts, random);
        }
        String semicolon = one(List.of(";", "; ", " ; "));
        String equal = one(List.of("=", "=", " = "));
        String spaced =
                parts.stream()
                        .map(part -> part.replaceAll("; ?", semicolon).replace("=", equal))
                        .collect(Collectors.joining());
        return anyCase(name) + names(spaced);
    }

    /** What stands between offers: a comma, or each has a field of its own. */
    String separator() {
        return one(List.of(",", ", ", " , ", " ,", ""));
    }

    /** Parameter names in any case; what stands in braces are places. */
    private String names(String parameters) {
        int how = random.nextInt(3);
        return Arrays.stream(parameters.split("(?<=\\})|(?=\\{)"))
                .map(part ->
                        part.startsWith("{") || how == 0
                                ? part
                                : how == 1
                                        ? part.toUpperCase(Locale.ROOT)
                                        : part.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
