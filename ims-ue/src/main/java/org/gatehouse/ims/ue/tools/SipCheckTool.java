package org.gatehouse.ims.ue.tools;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.sip.MessageLimits;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.ue.tools.Tool.Input;
import org.jspecify.annotations.Nullable;

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
            SipMessage message =
                    SipMessage.parse(values.content(MESSAGE, MessageLimits.MESSAGE_OCTETS));
            String problem = requestUriProblem(message);
            problem = problem == null ? fieldProblem(message) : problem;
            problem = problem == null ? bodyProblem(message) : problem;
            return problem == null
                    ? new Answer(Map.of("valid", true), "valid\n", Answer.OK)
                    : invalid(problem);
        } catch (SipParseException e) {
            return invalid(e.message() + " (line " + e.line() + ")");
        }
    }

    private static Answer invalid(String reason) {
        return new Answer(Map.of("invalid", reason), "invalid: " + reason + '\n', Answer.NEGATIVE);
    }

    private static @Nullable String requestUriProblem(SipMessage message) {
        String problem =
                message instanceof SipRequest request
                        ? SipFieldRules.requestUriProblem(request.requestUri())
                        : null;
        return problem == null ? null : problem + " (line 1)";
    }

    /** "If the body is not empty [..] MUST be present": Content-Type (RFC 3261 clause 20.15). */
    private static @Nullable String bodyProblem(SipMessage message) {
        return message.body().length == 0 || message.hasHeader("Content-Type")
                ? null
                : "no content-type header field for the body (line 1)";
    }

    /** The first field that is not as its grammar has it. */
    private static @Nullable String fieldProblem(SipMessage message) {
        Map<String, Integer> before = new HashMap<>();
        String[] lines = new String(message.encode(), StandardCharsets.UTF_8).split("\r\n", -1);
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0 || Chars.isBlank(lines[i].charAt(0))) {
                continue;
            }
            String name = HeaderKey.of(lines[i].substring(0, colon).strip()).toString();
            int place = before.merge(name, 1, Integer::sum) - 1;
            String problem = SipFieldRules.problem(name, message.headers(name).get(place), place);
            if (problem != null) {
                return problem + " (line " + (i + 1) + ")";
            }
        }
        return null;
    }
}
