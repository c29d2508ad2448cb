package org.gatehouse.ims.ue.shape;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of all REGISTERs of a UE, in their order, and the body. A field that needs a
 * value that is not there is left out: Security-Verify in SM1, Authorization of SM7 in SM1. A field
 * with the value of a list is written once for each element.
 */
public final class RegisterTemplate {
    /** Places that hold a list: the UE's offers, and the P-CSCF's list that it repeats. */
    public static final Set<String> LISTS = Set.of("offers", "verify");

    /** Places that hold one value, or say that something is the case. */
    static final Set<String> VALUES =
            Set.of(
                    // who registers, and where
                    "impi",
                    "impu",
                    "user",
                    "serial",
                    "uuid",
                    "domain",
                    "epc-domain",
                    "private-domain",
                    "uri",
                    "pcscf",
                    // this message
                    "transport",
                    "host",
                    "port",
                    "bare-port",
                    "branch",
                    "tag",
                    "call-id",
                    "session-id",
                    "cseq",
                    "expires",
                    "length",
                    // this UE
                    "access",
                    "user-agent",
                    "allow",
                    // security agreement
                    "sec-agree",
                    "port-c",
                    "port-s",
                    // Authorization
                    "realm",
                    "nonce",
                    "response",
                    "algorithm",
                    "opaque",
                    "qop",
                    "nc",
                    "cnonce",
                    "auts",
                    // conditions
                    "bare",
                    "protected",
                    "tcp",
                    "first",
                    "answer");

    private final List<Template> fields;
    private final @Nullable Template body;
    private final boolean hasLength;

    private RegisterTemplate(List<Template> fields, @Nullable Template body, boolean hasLength) {
        this.fields = List.copyOf(fields);
        this.body = body;
        this.hasLength = hasLength;
    }

    /**
     * Reads the fields, one a line; a line that begins with white space goes on with the one
     * before.
     *
     * @param body empty for none
     * @throws IllegalArgumentException if a line is no header field, saying which and why
     */
    static RegisterTemplate parse(String fields, String body) {
        Set<String> known = new TreeSet<>(VALUES);
        known.addAll(LISTS);
        List<Template> templates = new ArrayList<>();
        boolean hasLength = false;
        for (String field : unfolded(fields)) {
            int colon = field.indexOf(':');
            String name = colon < 0 ? field : field.substring(0, colon).strip();
            try {
                if (!name.matches("[A-Za-z0-9.!%*_+`'~-]+")) {
                    throw new IllegalArgumentException(
                            "found \"" + name + "\" (expected: Name: value)");
                }
                templates.add(Template.parse(field, known));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
            hasLength |= Set.of("content-length", "l").contains(name.toLowerCase(Locale.ROOT));
        }
        Template content =
                body.isEmpty() ? null : Template.parse(body.replace("\n", "\r\n"), VALUES);
        return new RegisterTemplate(templates, content, hasLength);
    }

    private static List<String> unfolded(String fields) {
        List<String> whole = new ArrayList<>();
        for (String line : Arrays.asList(fields.split("\n"))) {
            if (!whole.isEmpty() && !line.isEmpty() && Character.isWhitespace(line.charAt(0))) {
                whole.add(whole.removeLast() + "\r\n" + line);
            } else if (!line.isBlank()) {
                whole.add(line);
            }
        }
        return whole;
    }

    /** Whether some field has a place of that name. */
    public boolean names(String name) {
        return fields.stream().anyMatch(field -> field.names(name));
    }

    /** The body of a message with these values; no octets if there is none. */
    public byte[] body(Map<String, String> values) {
        return body == null
                ? new byte[0]
                : body.render(values).orElse("").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a REGISTER.
     *
     * @param values none of them with CR or LF
     * @param lists values of {@link #LISTS}
     * @param content of {@link #body}
     * @throws IllegalStateException if no message comes of it
     */
    public SipRequest write(
            String requestUri,
            Map<String, String> values,
            Map<String, List<String>> lists,
            byte[] content) {
        Map<String, String> all = new HashMap<>(values);
        all.put("length", Integer.toString(content.length));
        StringBuilder text = new StringBuilder(2_000);
        text.append("REGISTER ").append(requestUri).append(" SIP/2.0\r\n");
        fields.forEach(field -> write(field, all, lists, text));
        if (!hasLength) {
            text.append("Content-Length: ").append(content.length).append("\r\n");
        }
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] octets = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, octets, head.length, content.length);
        try {
            return (SipRequest) SipMessage.parse(octets);
        } catch (SipParseException e) {
            throw new IllegalStateException("no REGISTER: " + e.message(), e);
        }
    }

    private static void write(
            Template field,
            Map<String, String> values,
            Map<String, List<String>> lists,
            StringBuilder text) {
        for (String list : LISTS) {
            if (field.names(list)) {
                for (String element : lists.getOrDefault(list, List.of())) {
                    Map<String, String> with = new HashMap<>(values);
                    with.put(list, element);
                    field.render(with).ifPresent(line -> text.append(line).append("\r\n"));
                }
                return;
            }
        }
        field.render(values).ifPresent(line -> text.append(line).append("\r\n"));
    }
}
