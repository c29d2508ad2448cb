package org.gatehouse.ims.core.sip;

import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Where our parsers and JAIN-SIP's differ, and why that is as it should be. */
enum Difference {
    // ---- both read it, and not alike

    /** JAIN-SIP keeps escapes of a quoted parameter, and blanks behind a value. */
    SPELLING((ours, theirs) -> bare(ours).equals(bare(theirs))),

    /**
     * JAIN-SIP ends a value, and the field, at a character that stands in no token, and forgets the
     * rest: "branch=a(b;rport" is "a" without rport. We keep the value whole.
     */
    REST_FORGOTTEN((ours, theirs) ->
            both(ours, theirs) && ours.hasOddValue() && !theirs.value().contains("(")),

    /** Without brackets the parameters are the header's; JAIN-SIP: the URI's, if not "sip:". */
    OTHER_SCHEME((ours, theirs) -> both(ours, theirs) && ours.hasOtherScheme()),

    /** JAIN-SIP forgets the values of a list behind a URI with "?". */
    VALUES_FORGOTTEN((ours, theirs) ->
            both(ours, theirs)
                    && ours.line().contains("?")
                    && ours.value().length() > theirs.value().length()),

    /** JAIN-SIP forgets the uri of a digest if it has no scheme; what is signed is the text. */
    DIGEST_URI((ours, theirs) ->
            both(ours, theirs)
                    && ours.line().startsWith("Authorization")
                    && withoutUri(ours).equals(bare(theirs))),

    /** JAIN-SIP forgets "*" among other values; a registrar of ours refuses it there. */
    WILDCARD_IN_A_LIST((ours, theirs) -> both(ours, theirs) && ours.value().contains("*[]")),

    /** JAIN-SIP looks for "@" behind the comma that ends a URI without brackets. */
    AT_BEHIND_THE_COMMA(
            (ours, theirs) -> both(ours, theirs) && theirs.value().matches(".*[,;]sip:.*")),

    // ---- we alone read it

    /** "branch" without a value is no branch: the transaction layer refuses it. */
    NO_BRANCH((ours, theirs) ->
            onlyOurs(ours, theirs) && ours.value().matches(".*\\[branch=[,\\]].*")),

    /** RFC 3261 7.3.1: no value at all is a list of none. */
    NO_VALUE((ours, theirs) -> onlyOurs(ours, theirs) && ours.value().equals("[]")),

    /** JAIN-SIP takes a display name that begins with "*" for the wildcard. */
    STAR((ours, theirs) ->
            onlyOurs(ours, theirs) && ours.line().matches("Contact:(?:.*,)?\\s*\\*.*")),

    /** What AKA needs none of (nc, qop, ...) may be any characters but separators. */
    DIGEST_VALUE(
            (ours, theirs) -> onlyOurs(ours, theirs) && ours.line().startsWith("Authorization")),

    /**
     * A parameter's value is anything without separators: branches of some stacks have "@", "=".
     */
    ODD_VALUE((ours, theirs) -> onlyOurs(ours, theirs) && ours.hasOddValue()),

    /** We look into SIP URIs alone. */
    OTHER_SCHEME_UNREAD((ours, theirs) -> onlyOurs(ours, theirs) && ours.hasOtherScheme()),

    /** What stands behind "?" in a URI is kept as it is: no one makes header fields of it. */
    URI_HEADERS((ours, theirs) -> onlyOurs(ours, theirs) && ours.line().contains("?")),

    // ---- JAIN-SIP alone reads it

    /** RFC 3261 7.3.1: "any given parameter-name MUST NOT appear more than once". */
    TWICE((ours, theirs) -> refusedAs(ours, theirs, "twice")),

    /** CSeq = 1*DIGIT LWS Method, less than 2^31, and nothing more. */
    CSEQ_GRAMMAR((ours, theirs) ->
            ours.line().startsWith("CSeq") && refusedAs(ours, theirs, "expected")),

    /** Another protocol than SIP. */
    VIA_PROTOCOL((ours, theirs) -> refusedAs(ours, theirs, "Via protocol")),

    /** Not Digest, without the private identity, or without an end of a quoted string. */
    DIGEST_GRAMMAR((ours, theirs) ->
            ours.line().startsWith("Authorization") && refusedAs(ours, theirs, "expected")),

    /** Characters that no URI, host, port or user part may hold: which host is it? */
    URI_GRAMMAR((ours, theirs) ->
            refusedAs(ours, theirs, "no URI")
                    || refusedAs(ours, theirs, " in URI ")
                    || refusedAs(ours, theirs, "URI parameter is wrong")
                    || refusedAs(ours, theirs, "Via host is wrong")
                    || refusedAs(ours, theirs, "Via port is wrong")),

    /** "the "name-addr" form MUST be used if the "addr-spec" contains a comma, [..]". */
    NO_BRACKETS((ours, theirs) -> refusedAs(ours, theirs, "in a URI without brackets")),

    /** RFC 4475 3.1.2.15. */
    DISPLAY_NAME((ours, theirs) -> refusedAs(ours, theirs, "in a display name without quotes")),

    /** JAIN-SIP leaves what it does not understand unread, or guesses what was meant. */
    REST_UNREAD((ours, theirs) ->
            refusedAs(ours, theirs, "found ")
                    || refusedAs(ours, theirs, "quoted string does not end"));

    @SuppressWarnings("ImmutableEnumChecker") // all of them are pure
    private final BiPredicate<Reading, Reading> holds;

    Difference(BiPredicate<Reading, Reading> holds) {
        this.holds = holds;
    }

    /** The first that explains a difference. */
    static Optional<Difference> of(Reading ours, Reading theirs) {
        return Stream.of(values()).filter(one -> one.holds.test(ours, theirs)).findFirst();
    }

    private static boolean both(Reading ours, Reading theirs) {
        return ours.accepted() && theirs.accepted();
    }

    private static boolean onlyOurs(Reading ours, Reading theirs) {
        return ours.accepted() && !theirs.accepted();
    }

    private static boolean refusedAs(Reading ours, Reading theirs, String why) {
        return !ours.accepted() && theirs.accepted() && ours.why().contains(why);
    }

    private static String withoutUri(Reading reading) {
        return bare(reading).replaceFirst("^((?:[^|]*\\|){3})[^|]*", "$1");
    }

    private static String bare(Reading reading) {
        return reading.accepted() ? reading.value().replaceAll("[\\\\ \t]", "") : reading.why();
    }
}
