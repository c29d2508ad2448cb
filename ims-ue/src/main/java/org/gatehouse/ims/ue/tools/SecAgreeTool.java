package org.gatehouse.ims.ue.tools;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.PcscfChoice;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.MessageLimits;
import org.gatehouse.ims.ue.tools.Tool.Input;

/** {@code ims secagree choose}: the P-CSCF's choice from a Security-Client. */
final class SecAgreeTool {
    /** Characters of a list of algorithm pairs: there are six of them. */
    private static final int LONGEST_LIST = 1024;

    private static final Pattern NAMED = Pattern.compile("([!-~&&[^:;,\"]]+)[ \t]*:(.*)");

    private static final Input CLIENT =
            new Input(
                    "client",
                    "FILE",
                    Tool.Kind.FILE_OPTION,
                    "Security-Client header fields, or their values, one a line; lines that begin"
                            + " with a blank go on");

    static final Tool CHOOSE =
            new Tool(
                    "choose",
                    List.of(
                            "Chooses from a Security-Client as a P-CSCF does (TS 33.203 7.2).",
                            "Prints chosen, the mechanism as a header field value with the client's"
                                    + " own SPIs and ports, or none=REASON. The first of --prefer"
                                    + " that the client offers is taken, in mode trans if it offers"
                                    + " that, else in UDP-enc-tun."),
                    List.of(
                            CLIENT,
                            Tool.option(
                                    "prefer",
                                    "LIST",
                                    "algorithms in order: hmac-sha-1-96/aes-cbc,hmac-sha-1-96/null")),
                    SecAgreeTool::choose);

    private SecAgreeTool() {}

    private static Answer choose(Values values) throws ToolException {
        List<AlgorithmPair> order = order(values);
        List<String> fields = fields(values);
        try {
            SecurityChoice choice =
                    PcscfChoice.choose(
                            SecurityList.parse(fields),
                            order,
                            List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL));
            return switch (choice) {
                case SecurityChoice.Chosen(var mechanism, var ipsec) ->
                        Answer.of("chosen", mechanism.format());
                case SecurityChoice.Unacceptable(var reason, var detail) ->
                        Answer.of(
                                "none",
                                detail.equals(reason.text())
                                        ? detail
                                        : reason.text() + ": " + detail);
            };
        } catch (SecAgreeSyntaxException e) {
            return Answer.of("none", "Security-Client: " + e.getMessage());
        }
    }

    private static List<AlgorithmPair> order(Values values) throws ToolException {
        String list = values.text("prefer", "algorithms, hmac-sha-1-96/aes-cbc for example");
        if (list.length() > LONGEST_LIST) {
            throw values.wrong("prefer", list.length() + " characters (expected: at most 1024)");
        }
        List<AlgorithmPair> order = new ArrayList<>();
        for (String pair : list.split(",", -1)) {
            try {
                order.add(AlgorithmPair.parse(pair));
            } catch (IllegalArgumentException e) {
                throw values.wrong(
                        "prefer",
                        "'"
                                + KeyMask.shown(pair)
                                + "' (expected: hmac-md5-96 or hmac-sha-1-96, a slash, and null,"
                                + " aes-cbc or des-ede3-cbc)");
            }
        }
        return order;
    }

    /** The values of the header fields, unfolded (RFC 3261 clause 7.3.1). */
    private static List<String> fields(Values values) throws ToolException {
        byte[] octets = values.content(CLIENT, MessageLimits.MESSAGE_OCTETS);
        if (octets.length > MessageLimits.MESSAGE_OCTETS) {
            throw values.wrong(
                    "client",
                    "too long (expected: at most " + MessageLimits.MESSAGE_OCTETS + " octets)");
        }
        List<String> fields = new ArrayList<>();
        int number = 0;
        for (String line : new String(octets, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if ((line.startsWith(" ") || line.startsWith("\t")) && !fields.isEmpty()) {
                fields.add(fields.removeLast() + " " + line.strip());
                continue;
            }
            fields.add(value(values, line.strip(), number));
        }
        return fields;
    }

    private static String value(Values values, String line, int number) throws ToolException {
        Matcher named = NAMED.matcher(line);
        if (!named.matches()) {
            return line;
        }
        if (!named.group(1).equalsIgnoreCase("Security-Client")) {
            throw values.wrong(
                    "client",
                    "line "
                            + number
                            + " is header field "
                            + KeyMask.shown(named.group(1))
                            + " (expected: Security-Client)");
        }
        return named.group(2).strip();
    }
}
