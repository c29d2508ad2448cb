package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.sip.address.SipURI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.Parameters;
import javax.sip.header.RouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import org.gatehouse.ims.core.testkit.SipTorture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our parsers of the busiest header fields read what JAIN-SIP's read. */
class JainComparisonTest {
    /** Header fields of real phones, from public traces, made anonymous. */
    private static final List<String> PHONES =
            List.of(
                    "Contact: <sip:[2001:db8::6]:5060>;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service"
                            + ".ims.icsi.mmtel\";+g.3gpp.smsip;+sip.instance=\"<urn:gsma:imei:1-2-0>\";text",
                    "Via: SIP/2.0/UDP [2001:db8::6]:5060;branch=z9hG4bKzoVCx1ACamdbS4e;rport",
                    "Via: SIP/2.0/TCP [2001:db8::6]:8904;branch=z9hG4bK3400948792",
                    "Via: SIP/2.0/UDP 5.5.0.13:5060;branch=z9hG4bK5f8f754b;transport=UDP;rport",
                    "Via: SIP/2.0/UDP 5.5.0.13;branch=z9hG4bK243952968smg;transport=UDP;rporr",
                    "Contact: <sip:001010000000001@192.168.101.2:6900>;+sip.instance=\"<urn:gsma:imei:"
                            + "35245510-000000-0>\";q=1.0;+g.3gpp.smsip",
                    "Contact: <sip:001010000000001@10.10.20.142:5060;transport=tcp>;video;audio",
                    "Contact: <sip:192.168.200.6:5060;transport=udp>;audio",
                    "Contact: *",
                    "Route: <sip:pcscf.home.net:5060;lr>",
                    "Route: <sip:a.home.net;lr>, <sip:orig@scscf.home.net:6060;lr>",
                    "To: <sip:001010000000001@one.att.net>",
                    "From: <sip:001010000000001@one.att.net>;tag=QF49yEDlsZ",
                    "From: \"A. \\\"B\\\" C\" <sip:a@b.c:5060;user=phone>;tag=1;x=\"y z\"",
                    "To: tel:+15550100;tag=2",
                    "CSeq: 2147483647 REGISTER");

    static Stream<SipTorture.Sample> samples() {
        return SipTorture.samples()
                .filter(sample -> sample.row().path("valid").asBoolean())
                .filter(sample -> !sample.id().endsWith(".no-end"))
                .filter(sample -> !sample.id().equals("ipv6-in-sdp"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aValidMessageIsReadAlike(SipTorture.Sample sample) throws SipParseException {
        SipMessage message = SipMessage.parse(sample.octets());
        int compared = 0;
        for (String name : List.of("Via", "From", "To", "CSeq", "Contact", "Route")) {
            for (String value : message.headers(name)) {
                compared += compare(name + ": " + value) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("phones")
    void aPhonesHeaderFieldIsReadAlike(String line) throws SipParseException {
        assertThat(compare(line)).as("JAIN-SIP reads it").isTrue();
    }

    static Stream<String> phones() {
        return PHONES.stream();
    }

    /**
     * Where both read a mutilated field, they read the same; what only one refuses is its choice.
     * SIP URIs alone: JAIN-SIP takes header parameters for URI parameters where the scheme is
     * unknown, loses a digit behind "%" there, and goes on reading a tel number that has ended.
     */
    @Test
    void mutilatedHeaderFieldsThatBothReadAreReadAlike() {
        long seed = 3261;
        Random random = new Random(seed);
        int both = 0;
        for (int round = 0; round < 20_000; round++) {
            String line = PHONES.get(random.nextInt(PHONES.size()));
            if (line.contains("tel:")) {
                continue;
            }
            StringBuilder changed = new StringBuilder(line);
            int value = line.indexOf(' ') + 1;
            for (int i = random.nextInt(2); i >= 0; i--) {
                int at = value + random.nextInt(line.length() - value);
                changed.setCharAt(at, "abz019;:.-_+[] %".charAt(random.nextInt(16)));
            }
            boolean sip = !line.contains("<sip:") || changed.indexOf("<sip:") > 0;
            try {
                both += sip && compare(changed.toString()) ? 1 : 0;
            } catch (SipParseException refused) {
                assertThat(refused.message()).isNotEmpty();
            } catch (AssertionError different) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ": " + changed, different);
            }
        }
        assertThat(both).isGreaterThan(5_000);
    }

    /**
     * @return false if JAIN-SIP can't read the field
     */
    private static boolean compare(String line) throws SipParseException {
        String name = line.substring(0, line.indexOf(':'));
        List<String> ours = new ArrayList<>();
        String value = line.substring(line.indexOf(':') + 1).strip();
        List<String> values =
                switch (name) {
                    case "Via", "Contact", "Route" ->
                            org.gatehouse.ims.core.sip.text.ListValues.split(List.of(value));
                    default -> List.of(value);
                };
        for (String one : values) {
            ours.add(ours(name, one));
        }
        List<String> theirs = theirs(line);
        if (theirs.isEmpty()) {
            return false;
        }
        assertThat(ours).as(line).isEqualTo(theirs);
        return true;
    }

    private static String ours(String name, String value) throws SipParseException {
        return switch (name) {
            case "Via" -> {
                Via via = Via.parse(value);
                yield via.transport() + " " + via.host() + " " + via.port() + ours(via.params());
            }
            case "CSeq" -> CSeq.parse(value).toString();
            default -> {
                NameAddress address = NameAddress.parse(value);
                String uri = address.uri();
                if (uri.startsWith("sip:")) {
                    SipUri sip = address.sipUri();
                    uri =
                            sip.user()
                                    + " "
                                    + sip.host().toLowerCase(Locale.ROOT)
                                    + " "
                                    + sip.port()
                                    + ours(sip.params());
                }
                yield uri + ours(address.params());
            }
        };
    }

    private static String ours(org.gatehouse.ims.core.sip.Parameters params) {
        return params.list().stream()
                .map(p -> p.name().toLowerCase(Locale.ROOT) + "=" + params.get(p.name()))
                .map(text -> text.replace("=null", "="))
                .sorted()
                .toList()
                .toString();
    }

    private static List<String> theirs(String line) {
        List<String> values = new ArrayList<>();
        try {
            Header header = StringMsgParser.parseSIPHeader(line);
            if (header instanceof Iterable<?> list) {
                for (Object one : list) {
                    values.add(theirs((Header) one));
                }
            } else {
                values.add(theirs(header));
            }
        } catch (ParseException | RuntimeException unreadable) {
            return List.of();
        }
        return values;
    }

    private static String theirs(Header header) {
        return switch (header) {
            case ViaHeader via ->
                    via.getTransport() + " " + via.getHost() + " " + via.getPort() + params(via);
            case CSeqHeader cseq -> cseq.getSeqNumber() + " " + cseq.getMethod();
            case ContactHeader contact when contact.isWildCard() -> "*[]";
            case FromHeader from -> theirs((AddressParametersHeader) from);
            case ToHeader to -> theirs((AddressParametersHeader) to);
            case ContactHeader contact -> theirs((AddressParametersHeader) contact);
            case RouteHeader route -> theirs((AddressParametersHeader) route);
            default -> throw new AssertionError("header " + header);
        };
    }

    private static String theirs(AddressParametersHeader header) {
        String uri = header.getAddress().getURI().toString();
        if (header.getAddress().getURI() instanceof SipURI sip && !sip.isSecure()) {
            String password = sip.getUserPassword();
            String user = sip.getUser() + (password == null ? "" : ":" + password);
            uri = user + " " + sip.getHost() + " " + sip.getPort() + params(sip);
        }
        return uri + params(header);
    }

    private static String params(Parameters parameters) {
        List<String> texts = new ArrayList<>();
        for (Iterator<?> names = parameters.getParameterNames(); names.hasNext(); ) {
            String name = (String) names.next();
            String value = parameters.getParameter(name);
            texts.add(name.toLowerCase(Locale.ROOT) + "=" + (value == null ? "" : value));
        }
        return texts.stream().sorted().toList().toString();
    }
}
