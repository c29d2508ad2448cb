package org.gatehouse.ims.ue.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.ListValues;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.Scalars;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of header fields that a node reads only when it needs them (RFC 3261 clause 25.1 and
 * the documents of each). Fields that are not named here may hold anything.
 */
final class SipFieldRules {
    /** What is wrong with one field's value, unfolded; null if nothing is. */
    @FunctionalInterface
    private interface Rule {
        @Nullable String problem(String value)
                throws SipParseException, DigestSyntaxException, SecAgreeSyntaxException;
    }

    /** "rfc1123-date = wkday "," SP date1 SP time SP "GMT"". */
    private static final Pattern DATE =
            Pattern.compile(
                    "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\\d"
                            + " (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                            + " \\d{4} [0-2]\\d:[0-5]\\d:[0-6]\\d GMT",
                    Pattern.CASE_INSENSITIVE);

    private static final String TOKEN = "[A-Za-z0-9.!%*_+`'~-]+";

    /** "media-type = m-type SLASH m-subtype *(SEMI m-parameter)". */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(TOKEN + "[ \t]*/[ \t]*" + TOKEN + "[ \t]*(;.*)?", Pattern.DOTALL);

    /** "response-num LWS CSeq-num LWS Method" (RFC 3262). */
    private static final Pattern RACK = Pattern.compile("\\d{1,10}[ \t]+\\d{1,10}[ \t]+" + TOKEN);

    private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}");

    /** Fields that no message has twice (RFC 3261 clause 7.3.1: they are no lists). */
    private static final Set<String> SINGLE =
            Set.of(
                    "content-type",
                    "content-disposition",
                    "date",
                    "event",
                    "expires",
                    "mime-version",
                    "min-expires",
                    "min-se",
                    "rack",
                    "refer-to",
                    "reply-to",
                    "rseq",
                    "session-expires");

    private static final Map<String, Rule> RULES = rules();

    private SipFieldRules() {}

    /**
     * What is wrong with a field.
     *
     * @param name long form in lower case
     * @param place how many of this name stand before it
     */
    static @Nullable String problem(String name, String value, int place) {
        if (place > 0 && SINGLE.contains(name)) {
            return "second " + name;
        }
        Rule rule = RULES.get(name);
        if (rule == null) {
            return null;
        }
        try {
            String problem = rule.problem(value);
            return problem == null ? null : name + ": " + problem;
        } catch (SipParseException | DigestSyntaxException | SecAgreeSyntaxException e) {
            return name + ": " + e.getMessage();
        }
    }

    /** What is wrong with a Request-URI whose characters are right. */
    static @Nullable String requestUriProblem(String uri) {
        if (!isSip(uri)) {
            return null;
        }
        try {
            // a Request-URI has no headers part (RFC 3261 clause 19.1.1, table 1)
            return SipUri.parse(uri).headers() == null
                    ? null
                    : "Request-URI has header fields: " + Quoting.show(uri);
        } catch (SipParseException e) {
            return "Request-URI: " + e.message();
        }
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        for (String name :
                List.of(
                        "contact",
                        "p-associated-uri",
                        "p-asserted-identity",
                        "p-called-party-id",
                        "p-preferred-identity",
                        "path",
                        "record-route",
                        "refer-to",
                        "referred-by",
                        "reply-to",
                        "route",
                        "service-route")) {
            rules.put(name, SipFieldRules::addresses);
        }
        for (String name : List.of("expires", "min-expires", "rseq")) {
            rules.put(name, SipFieldRules::number);
        }
        for (String name : List.of("session-expires", "min-se")) {
            rules.put(name, value -> number(beforeParameters(value)));
        }
        for (String name :
                List.of(
                        "allow",
                        "allow-events",
                        "proxy-require",
                        "require",
                        "supported",
                        "unsupported",
                        "content-encoding")) {
            rules.put(name, SipFieldRules::tokens);
        }
        for (String name : List.of("event", "content-disposition")) {
            rules.put(name, value -> tokens(beforeParameters(value)));
        }
        rules.put("date", value -> matches(DATE, value, "Sat, 13 Nov 2010 23:29:00 GMT"));
        rules.put("content-type", value -> matches(MEDIA_TYPE, value, "type/subtype"));
        rules.put("rack", value -> matches(RACK, value, "two numbers and a method"));
        rules.put("mime-version", value -> matches(VERSION, value, "1.0"));
        for (String name : List.of("authorization", "proxy-authorization")) {
            rules.put(name, SipFieldRules::credentials);
        }
        for (String name : List.of("www-authenticate", "proxy-authenticate")) {
            rules.put(name, SipFieldRules::challenge);
        }
        for (String name : List.of("security-client", "security-server", "security-verify")) {
            rules.put(name, SipFieldRules::mechanisms);
        }
        return Map.copyOf(rules);
    }

    private static @Nullable String credentials(String value) throws DigestSyntaxException {
        if (isDigest(value)) {
            DigestCredentials.parse(value);
        }
        return null;
    }

    private static @Nullable String challenge(String value) throws DigestSyntaxException {
        if (isDigest(value)) {
            DigestChallenge.parse(value);
        }
        return null;
    }

    private static @Nullable String mechanisms(String value) throws SecAgreeSyntaxException {
        SecurityList.parse(List.of(value));
        return null;
    }

    private static @Nullable String addresses(String value) throws SipParseException {
        List<String> values = new ArrayList<>();
        ListValues.split(value, values);
        for (NameAddress address : NameAddress.parseAll(values)) {
            if (!address.isWildcard() && isSip(address.uri())) {
                address.sipUri();
            }
        }
        return values.isEmpty() ? "empty (expected: an address)" : null;
    }

    private static @Nullable String number(String value) {
        return Scalars.number(value, Scalars.SECONDS) < 0
                ? Quoting.show(value) + " (expected: a number)"
                : null;
    }

    private static @Nullable String tokens(String value) {
        for (String token : value.split(",", -1)) {
            if (!Chars.isToken(token.strip()) && !value.isEmpty()) {
                return Quoting.show(token) + " (expected: a token)";
            }
        }
        return null;
    }

    private static @Nullable String matches(Pattern pattern, String value, String expected) {
        return pattern.matcher(value).matches()
                ? null
                : Quoting.show(value) + " (expected: " + expected + ")";
    }

    private static String beforeParameters(String value) {
        int semicolon = value.indexOf(';');
        return semicolon < 0 ? value : value.substring(0, semicolon).strip();
    }

    private static boolean isSip(String uri) {
        return uri.regionMatches(true, 0, "sip:", 0, 4)
                || uri.regionMatches(true, 0, "sips:", 0, 5);
    }

    private static boolean isDigest(String value) {
        return value.regionMatches(true, 0, "Digest ", 0, 7);
    }
}
