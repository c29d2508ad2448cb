package org.gatehouse.ims.core.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    AdminResources(Health health, PrometheusMeterRegistry meters, Map<String, ApiResource> api) {
        this.health = health;
        this.meters = meters;
        this.api = Map.copyOf(api);
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
                ? CompletableFuture.completedFuture(error(404, "no such resource"))
                : resource.get().thenApply(value -> json(200, value));
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
