package org.gatehouse.ims.core.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed over HTTP, and who may. Without a token only a program on this machine may,
 * over a loopback address; a page in a browser on it may not: it can send neither JSON (CORS) nor,
 * under a name of its own, our Host.
 *
 * @param token what an "Authorization: Bearer" has to say, where there is one
 */
public record AdminActions(Map<String, ApiAction> actions, Optional<String> token) {
    /** Nothing can be changed. */
    public static final AdminActions NONE = new AdminActions(Map.of(), Optional.empty());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

    public AdminActions {
        actions = Map.copyOf(actions);
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "AdminActions" + actions.keySet();
    }

    /**
     * Why a request may not change anything; empty if it may.
     *
     * @param loopback whether both ends of the connection are loopback addresses
     */
    Optional<Outcome> objection(FullHttpRequest request, boolean loopback) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase(AdminResources.JSON)) {
            return Optional.of(Outcome.error(415, "Content-Type (expected: application/json)"));
        }
        if (token.isPresent()) {
            String given = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
            boolean right = MessageDigest.isEqual(octets(given), octets("Bearer " + token.get()));
            return right
                    ? Optional.empty()
                    : Optional.of(
                            Outcome.error(401, "Authorization: Bearer (expected: admin-token)"));
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        return loopback && LOOPBACK_HOST.matcher(host).matches()
                ? Optional.empty()
                : Optional.of(
                        Outcome.error(
                                403,
                                "not over loopback (expected: an admin-token is set and sent)"));
    }

    /** The members of a JSON object, each a text or a list of texts; empty if it is none. */
    static Optional<Map<String, List<String>>> fields(String body) {
        Map<String, List<String>> fields = new HashMap<>();
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (root == null || !root.isObject()) {
            return Optional.empty();
        }
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            List<String> texts = texts(member.getValue());
            if (texts == null) {
                return Optional.empty();
            }
            fields.put(member.getKey(), texts);
        }
        return Optional.of(fields);
    }

    private static @Nullable List<String> texts(JsonNode value) {
        if (value.isTextual()) {
            return List.of(value.asText());
        }
        if (!value.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                return null;
            }
            texts.add(element.asText());
        }
        return texts;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
