package org.gatehouse.ims.ue.traffic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.jspecify.annotations.Nullable;

/**
 * A request that a UE is to send.
 *
 * @param uri Request-URI; To as well where there is no dialogue
 * @param headers header fields of its own, each as {@code Name: value}
 * @param body null for none
 * @param within the dialogue it belongs to, or null
 */
public record Outgoing(
        String method,
        String uri,
        List<String> headers,
        @Nullable Body body,
        @Nullable EndDialog within) {
    public Outgoing {
        headers = List.copyOf(headers);
    }

    /** A body with its Content-Type. */
    public record Body(String type, String text) {
        byte[] octets() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A text for another user (RFC 3428). */
    public static Outgoing message(String to, String text) {
        return new Outgoing(
                "MESSAGE", to, List.of(), new Body("text/plain;charset=UTF-8", text), null);
    }

    /** A request without a body. */
    public static Outgoing of(String method, String uri, String... headers) {
        return new Outgoing(method, uri, List.of(headers), null, null);
    }

    /** A request to the other side of a dialogue. */
    public static Outgoing in(EndDialog dialog, String method, String... headers) {
        return new Outgoing(method, dialog.target(), List.of(headers), null, dialog);
    }
}
