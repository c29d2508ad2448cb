package org.gatehouse.ims.core.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private record Row(String impi, long packets) {}

    private record Named(String name) {}

    /** A resource with elements: everyone but nobody. */
    private static final class Users implements ApiResource {
        @Override
        public CompletableFuture<?> get() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<? extends Optional<?>> get(String name) {
            return CompletableFuture.completedFuture(
                    name.equals("nobody") ? Optional.empty() : Optional.of(new Named(name)));
        }
    }

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<String> problems = new ArrayList<>();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer server = startServer();

    private AdminServer startServer() {
        Map<String, ApiResource> api =
                Map.of(
                        "rows",
                        ApiResource.of(() -> List.of(new Row("alice@home", 7))),
                        "later",
                        () ->
                                CompletableFuture.supplyAsync(
                                        () -> Map.of("answer", "from another thread")),
                        "broken",
                        () -> {
                            throw new IllegalStateException("broken on purpose");
                        },
                        "users",
                        new Users());
        try {
            return AdminServer.start(ANY_PORT, () -> problems, meters, api);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void countSomething() {
        meters.counter("esp.packets", "direction", "in").increment(3);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void healthIs200WithoutAndWith503WithReasons() throws Exception {
        HttpResponse<String> good = get("/health");
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(json(good).get("status").asText()).isEqualTo("ok");
        problems.add("no connection to the HSS");
        HttpResponse<String> bad = get("/health");
        assertThat(bad.statusCode()).isEqualTo(503);
        assertThat(json(bad).get("reasons").get(0).asText()).isEqualTo("no connection to the HSS");
    }

    @Test
    void metricsAreInPrometheusForm() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(metrics.body()).contains("esp_packets_total{direction=\"in\"} 3.0");
    }

    @Test
    void aResourceIsJsonWithOrWithoutAQuery() throws Exception {
        assertThat(json(get("/api/rows")).get(0).get("packets").asInt()).isEqualTo(7);
        assertThat(json(get("/api/rows?x=y")).get(0).get("impi").asText()).isEqualTo("alice@home");
        assertThat(json(get("/api/later")).get("answer").asText()).isEqualTo("from another thread");
        assertThat(json(get("/api")).toString())
                .isEqualTo("[\"/api/broken\",\"/api/later\",\"/api/rows\",\"/api/users\"]");
    }

    @Test
    void anElementIsAskedForByItsNameBelowTheResource() throws Exception {
        assertThat(json(get("/api/users/+1%40home")).get("name").asText()).isEqualTo("+1@home");
        assertThat(get("/api/users/nobody").statusCode()).isEqualTo(404);
        assertThat(get("/api/rows/alice").statusCode()).isEqualTo(404);
        assertThat(get("/api/nothing/alice").statusCode()).isEqualTo(404);
    }

    @Test
    void aResourceThatFailsIs500WithoutItsInnards() throws Exception {
        HttpResponse<String> answer = get("/api/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("purpose");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/none", "/healthy", "/api/rows/x", "//health", "/metrics/"})
    void anyOtherPathIs404(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void anyOtherMethodIs405AndAllowSaysWhich(String method) throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(uri("/api/rows"))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        String answer = raw("HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String answers =
                raw(
                        """
                        GET /api/later HTTP/1.1\r
                        Host: x\r
                        \r
                        GET /none HTTP/1.1\r
                        Host: x\r
                        \r
                        GET /health HTTP/1.1\r
                        Host: x\r
                        Connection: close\r
                        \r
                        """);
        assertThat(answers.replaceAll("(?s)HTTP/1.1 (\\d+).*?(?=HTTP/1.1|\\z)", "$1 "))
                .isEqualTo("200 404 200 ");
    }

    @Test
    void aLargeRequestIsRefused() throws Exception {
        assertThat(raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void moreConnectionsThanTheLimitAreClosedAndTheServerServesOn() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < AdminServer.MAX_CONNECTIONS; i++) {
            sockets.add(new Socket(server.address().getAddress(), server.address().getPort()));
        }
        assertThat(raw("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).isEmpty();
        for (Socket socket : sockets) {
            socket.close();
        }
        String answer = "";
        for (int i = 0; i < 500 && answer.isEmpty(); i++) {
            answer = raw("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void randomOctetsLeaveItServing() throws Exception {
        Random random = new Random(33203);
        for (int i = 0; i < 100; i++) {
            byte[] octets = new byte[1 + random.nextInt(3000)];
            random.nextBytes(octets);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(octets);
            }
        }
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressInUseIsAnErrorThatNamesIt() {
        assertThatThrownBy(
                        () -> AdminServer.start(server.address(), Health.good(), meters, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        return new ObjectMapper().readTree(response.body());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends octets and gives back all that comes until the server closes. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }
}
