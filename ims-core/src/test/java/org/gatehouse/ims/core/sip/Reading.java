package org.gatehouse.ims.core.sip;

import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.sip.address.SipURI;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.Header;
import javax.sip.header.Parameters;
import javax.sip.header.ViaHeader;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sip.text.ListValues;
import org.jspecify.annotations.Nullable;

/**
 * What a reader makes of one header field line.
 *
 * @param line the field
 * @param values of the field, in one form for all readers; null if it is refused
 * @param why it is refused
 */
record Reading(String line, @Nullable List<String> values, String why) {
    /** Parameter values as they are, quoted ones and host parts apart. */
    private static final Pattern ODD_VALUE =
            Pattern.compile("=[ \t]*[^;,\"<> \t=]*[^-.!%*_+`'~A-Za-z0-9;,\"<> \t][^;,\"<> \t]*");

    private static final Pattern OTHER_SCHEME =
            Pattern.compile("(?:^[A-Za-z-]+:|[<,>\"])\\s*(?!sip:)[^<>\"@;, ]+:");

    boolean accepted() {
        return values != null;
    }

    String value() {
        return values == null ? "refused: " + why : values.toString();
    }

    /** Is there a parameter whose value is neither token nor quoted string? */
    boolean hasOddValue() {
        return ODD_VALUE.matcher(line.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "\"\"")).find();
    }

    /** Is there a URI that is no SIP URI? */
    boolean hasOtherScheme() {
        return OTHER_SCHEME.matcher(line.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "\"\"")).find();
    }

    // ---- ours

    static Reading ours(String line) {
        String name = line.substring(0, line.indexOf(':'));
        String value = line.substring(line.indexOf(':') + 1).strip();
        try {
            List<String> read = new ArrayList<>();
            boolean single = List.of("From", "To", "CSeq", "Authorization").contains(name);
            for (String one : single ? List.of(value) : ListValues.split(List.of(value))) {
                read.add(ours(name, one));
            }
            return new Reading(line, read, "");
        } catch (SipParseException e) {
            return new Reading(line, null, e.message());
        } catch (DigestSyntaxException e) {
            return new Reading(line, null, String.valueOf(e.getMessage()));
        }
    }

    private static String ours(String name, String value)
            throws SipParseException, DigestSyntaxException {
        return switch (name) {
            case "Via" -> {
                Via via = Via.parse(value);
                yield via.transport()
                        + " "
                        + lower(via.host())
                        + " "
                        + via.port()
                        + ours(via.params());
            }
            case "CSeq" -> CSeq.parse(value).toString();
            case "Authorization" -> {
                DigestCredentials read = DigestCredentials.parse(value);
                yield String.join(
                        " | ",
                        read.username(),
                        read.realm(),
                        read.nonce(),
                        read.uri(),
                        read.response(),
                        orEmpty(read.algorithm()));
            }
            default -> ours(NameAddress.parse(value));
        };
    }

    private static String ours(NameAddress address) throws SipParseException {
        String uri = address.uri();
        if (uri.startsWith("sip:")) {
            SipUri sip = address.sipUri();
            uri = sip.user() + " " + lower(sip.host()) + " " + sip.port() + ours(sip.params());
        }
        return uri + ours(address.params());
    }

    private static String ours(org.gatehouse.ims.core.sip.Parameters params) {
        return params.list().stream()
                .map(p -> lower(p.name()) + "=" + params.get(p.name()))
                .map(text -> text.replace("=null", "="))
                .sorted()
                .toList()
                .toString();
    }

    // ---- JAIN-SIP's

    static Reading jains(String line) {
        try {
            Header header = StringMsgParser.parseSIPHeader(line + "\n");
            List<String> read = new ArrayList<>();
            if (header instanceof List<?> several) {
                for (Object one : several) {
                    read.add(theirs((Header) one));
                }
            } else {
                read.add(theirs(header));
            }
            return new Reading(line, read, "");
        } catch (ParseException e) {
            return new Reading(line, null, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Reading(line, null, "unchecked: " + e);
        }
    }

    private static String theirs(Header header) {
        return switch (header) {
            case ViaHeader via ->
                    via.getTransport()
                            + " "
                            + lower(via.getHost())
                            + " "
                            + via.getPort()
                            + params(via);
            case CSeqHeader cseq -> cseq.getSeqNumber() + " " + cseq.getMethod();
            case AuthorizationHeader credentials ->
                    String.join(
                            " | ",
                            orEmpty(credentials.getUsername()),
                            orEmpty(credentials.getRealm()),
                            orEmpty(credentials.getNonce()),
                            orEmpty(credentials.getURI()),
                            orEmpty(credentials.getResponse()),
                            orEmpty(credentials.getAlgorithm()));
            case ContactHeader contact when contact.isWildCard() -> "*[]";
            case AddressParametersHeader address -> theirs(address);
            default -> throw new AssertionError("header " + header);
        };
    }

    private static String theirs(AddressParametersHeader header) {
        String uri = header.getAddress().getURI().toString();
        if (header.getAddress().getURI() instanceof SipURI sip && !sip.isSecure()) {
            String password = sip.getUserPassword();
            String user = sip.getUser() + (password == null ? "" : ":" + password);
            uri = user + " " + lower(sip.getHost()) + " " + sip.getPort() + params(sip);
        }
        return uri + params(header);
    }

    private static String params(Parameters parameters) {
        List<String> texts = new ArrayList<>();
        for (Iterator<?> names = parameters.getParameterNames(); names.hasNext(); ) {
            String name = (String) names.next();
            String value = parameters.getParameter(name);
            texts.add(lower(name) + "=" + (value == null ? "" : value));
        }
        return texts.stream().sorted().toList().toString();
    }

    private static String orEmpty(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
