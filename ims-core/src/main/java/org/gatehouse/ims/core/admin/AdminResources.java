package org.gatehouse.ims.core.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.FullHttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.jspecify.annotations.Nullable;

/** What the paths of the server answer with. */
final class AdminResources {
    static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String API = "/api/";

    private final ObjectMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final Health health;
    private final PrometheusMeterRegistry meters;
    private final Map<String, ApiResource> api;
    private final AdminActions actions;

    AdminResources(
            Health health,
            PrometheusMeterRegistry meters,
            Map<String, ApiResource> api,
            AdminActions actions) {
        this.health = health;
        this.meters = meters;
        this.api = Map.copyOf(api);
        this.actions = actions;
    }

    /** An answer before it becomes HTTP. */
    record Answer(int status, String contentType, String text) {}

    /** What /health says. */
    record HealthAnswer(String status, List<String> reasons) {}

    record ErrorAnswer(String error) {}

    /** The answer of a path without its query, 404 if there is none. */
    CompletionStage<Answer> get(String path) {
        if (path.equals("/health")) {
            return CompletableFuture.completedFuture(health());
        }
        if (path.equals("/metrics")) {
            return CompletableFuture.completedFuture(new Answer(200, PROMETHEUS, meters.scrape()));
        }
        if (path.equals("/api") || path.equals(API)) {
            List<String> paths = api.keySet().stream().sorted().map(API::concat).toList();
            return CompletableFuture.completedFuture(json(200, paths));
        }
        ApiResource resource = path.startsWith(API) ? api.get(path.substring(API.length())) : null;
        return resource == null
                ? element(path)
                : resource.get().thenApply(value -> json(200, value));
    }

    /** What a path below that of a resource answers with. */
    private CompletionStage<Answer> element(String path) {
        String below = path.startsWith(API) ? path.substring(API.length()) : "";
        int slash = below.indexOf('/');
        ApiResource parent = slash < 0 ? null : api.get(below.substring(0, slash));
        if (parent == null) {
            return CompletableFuture.completedFuture(error(404, "no such resource"));
        }
        String name;
        try {
            // "+" is a space in forms alone, and IMPUs have it
            String encoded = below.substring(slash + 1).replace("+", "%2B");
            name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    error(400, "path (expected: percent-encoding that is whole)"));
        }
        return parent.get(name)
                .thenApply(value ->
                        value.isPresent()
                                ? json(200, value.get())
                                : error(404, "nothing of that name"));
    }

    /** Whether a path is to be used with POST. */
    boolean isAction(String path) {
        return actionOf(path) != null;
    }

    private @Nullable ApiAction actionOf(String path) {
        return path.startsWith(API) ? actions.actions().get(path.substring(API.length())) : null;
    }

    /**
     * The answer to a POST on a path that {@link #isAction}.
     *
     * @param loopback whether both ends of the connection are loopback addresses
     */
    CompletionStage<Answer> post(String path, FullHttpRequest request, boolean loopback) {
        Outcome objection = actions.objection(request, loopback).orElse(null);
        if (objection != null) {
            return CompletableFuture.completedFuture(answer(objection));
        }
        Map<String, List<String>> fields =
                AdminActions.fields(request.content().toString(StandardCharsets.UTF_8))
                        .orElse(null);
        ApiAction action = actionOf(path);
        if (fields == null || action == null) {
            return CompletableFuture.completedFuture(
                    error(400, "body (expected: a JSON object of texts and lists of texts)"));
        }
        return action.post(fields).thenApply(this::answer);
    }

    private Answer answer(Outcome outcome) {
        return json(outcome.status(), outcome.value());
    }

    Answer error(int status, String reason) {
        return json(status, new ErrorAnswer(reason));
    }

    private Answer health() {
        List<String> problems = health.problems();
        return problems.isEmpty()
                ? json(200, new HealthAnswer("ok", problems))
                : json(503, new HealthAnswer("unavailable", problems));
    }

    private Answer json(int status, Object value) {
        try {
            return new Answer(status, JSON, mapper.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a resource can't be written as JSON", e);
        }
    }
}
