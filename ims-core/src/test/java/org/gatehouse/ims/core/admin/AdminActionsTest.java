package org.gatehouse.ims.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.junit.jupiter.api.Test;

class AdminActionsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String TOKEN = "a-token-of-a-test";

    private final List<Map<String, List<String>>> done = new ArrayList<>();

    private AdminServer start(Optional<String> token) throws IOException {
        ApiAction action =
                fields -> {
                    done.add(fields);
                    return CompletableFuture.completedFuture(
                            new Outcome(200, Map.of("done", "yes")));
                };
        return AdminServer.start(
                new InetSocketAddress(LOOPBACK, 0),
                Health.good(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Map.of(),
                new AdminActions(Map.of("act", action), token));
    }

    /** The status line of the answer. */
    private static String post(AdminServer server, String path, String headers, String body)
            throws IOException {
        try (Socket socket = new Socket(LOOPBACK, server.address().getPort())) {
            String request =
                    "POST "
                            + path
                            + " HTTP/1.1\r\nConnection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n"
                            + headers
                            + "\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    private static final String LOCAL = "Host: 127.0.0.1:1\r\n";
    private static final String JSON = "Content-Type: application/json; charset=utf-8\r\n";

    @Test
    void aProgramOnThisMachineMayActOverLoopback() throws IOException {
        try (AdminServer server = start(Optional.empty())) {
            assertThat(post(server, "/api/act", LOCAL + JSON, "{\"a\":\"b\",\"c\":[\"d\",\"e\"]}"))
                    .contains(" 200 ");
            assertThat(post(server, "/api/act?x=y", "Host: [::1]\r\n" + JSON, "{}"))
                    .contains(" 200 ");
        }
        assertThat(done)
                .containsExactly(Map.of("a", List.of("b"), "c", List.of("d", "e")), Map.of());
    }

    @Test
    void aPageInABrowserOnThisMachineMayNot() throws IOException {
        try (AdminServer server = start(Optional.empty())) {
            for (String form :
                    List.of(
                            "Content-Type: text/plain\r\n",
                            "Content-Type: application/x-www-form-urlencoded\r\n",
                            "")) {
                assertThat(post(server, "/api/act", LOCAL + form, "{}")).contains(" 415 ");
            }
            assertThat(post(server, "/api/act", "Host: rebound.example\r\n" + JSON, "{}"))
                    .contains(" 403 ");
            assertThat(post(server, "/api/act", JSON, "{}")).contains(" 403 ");
        }
        assertThat(done).isEmpty();
    }

    @Test
    void whereThereIsATokenItIsNeeded() throws IOException {
        try (AdminServer server = start(Optional.of(TOKEN))) {
            assertThat(post(server, "/api/act", LOCAL + JSON, "{}")).contains(" 401 ");
            assertThat(
                            post(
                                    server,
                                    "/api/act",
                                    LOCAL + JSON + "Authorization: Bearer other\r\n",
                                    "{}"))
                    .contains(" 401 ");
            assertThat(done).isEmpty();
            assertThat(
                            post(
                                    server,
                                    "/api/act",
                                    "Host: hss.example\r\n"
                                            + JSON
                                            + "Authorization: Bearer "
                                            + TOKEN
                                            + "\r\n",
                                    "{}"))
                    .contains(" 200 ");
        }
        assertThat(done).hasSize(1);
    }

    @Test
    void anAddressThatIsNotLoopbackNeedsAToken() {
        AdminActions actions = new AdminActions(Map.of(), Optional.empty());
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api/act");
        request.headers().set("Content-Type", "application/json").set("Host", "127.0.0.1");
        assertThat(actions.objection(request, true)).isEmpty();
        assertThat(actions.objection(request, false).orElseThrow().status()).isEqualTo(403);
    }

    @Test
    void aBodyThatIsNoObjectOfTextsIsRefused() throws IOException {
        try (AdminServer server = start(Optional.empty())) {
            for (String body :
                    List.of("", "[]", "{", "{\"a\":1}", "{\"a\":[1]}", "{\"a\":{}}", "null")) {
                assertThat(post(server, "/api/act", LOCAL + JSON, body)).contains(" 400 ");
            }
            assertThat(post(server, "/api/none", LOCAL + JSON, "{}")).contains(" 405 ");
        }
        assertThat(done).isEmpty();
    }

    @Test
    void theTokenIsInNoText() {
        assertThat(new AdminActions(Map.of(), Optional.of(TOKEN)).toString()).doesNotContain(TOKEN);
    }
}
