package org.gatehouse.ims.ue.tools;

import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.sip.MessageLimits;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.ue.tools.Tool.Input;

/** {@code ims sip check}: whether a message is SIP as RFC 3261 writes it. */
final class SipCheckTool {
    private static final Input MESSAGE =
            new Input("message", "FILE", Tool.Kind.FILE, "one message, octet for octet");

    static final Tool CHECK =
            new Tool(
                    "check",
                    List.of(
                            "Checks one SIP message (RFC 3261).",
                            "Prints valid, or invalid: REASON (line N) with exit code 1. The"
                                    + " message is judged as a received one: lines end with CRLF,"
                                    + " and an empty line stands behind the header fields."),
                    List.of(MESSAGE),
                    SipCheckTool::check);

    private SipCheckTool() {}

    private static Answer check(Values values) throws ToolException {
        try {
            SipMessage.parse(values.content(MESSAGE, MessageLimits.MESSAGE_OCTETS));
            return new Answer(Map.of("valid", true), "valid\n", Answer.OK);
        } catch (SipParseException e) {
            String reason = e.message() + " (line " + e.line() + ")";
            return new Answer(
                    Map.of("invalid", reason), "invalid: " + reason + '\n', Answer.NEGATIVE);
        }
    }
}
