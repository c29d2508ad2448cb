package org.gatehouse.ims.hss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.admin.AdminActions;
import org.gatehouse.ims.core.admin.AdminServer;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.gatehouse.ims.core.admin.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ims hss deregister} and its like, against an HSS's admin address. */
class OrderCommandTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final List<Map<String, List<String>>> orders = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Outcome outcome = new Outcome(200, Map.of("scscf", "sip:s"));

    private AdminServer start(Optional<String> token) throws IOException {
        ApiAction action =
                fields -> {
                    orders.add(fields);
                    return CompletableFuture.completedFuture(outcome);
                };
        return AdminServer.start(
                new InetSocketAddress(LOOPBACK, 0),
                Health.good(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Map.of(),
                new AdminActions(Map.of("deregister", action, "push-profile", action), token));
    }

    private int run(String... arguments) {
        return new CommandLine(new HssCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static String admin(AdminServer server) {
        return "127.0.0.1:" + server.address().getPort();
    }

    @Test
    void aSubscriberIsDeregisteredAndTheAnswerPrinted() throws IOException {
        try (AdminServer server = start(Optional.empty())) {
            assertThat(
                            run(
                                    "deregister",
                                    "a@home.net",
                                    "--admin",
                                    admin(server),
                                    "--impu",
                                    "sip:a@home.net",
                                    "--reason",
                                    "server-change"))
                    .isZero();
            assertThat(run("push-profile", "a@home.net", "--admin", admin(server))).isZero();
        }
        assertThat(orders)
                .containsExactly(
                        Map.of(
                                "impi", List.of("a@home.net"),
                                "impus", List.of("sip:a@home.net"),
                                "reason", List.of("server-change")),
                        Map.of("impi", List.of("a@home.net")));
        assertThat(out.toString()).contains("sip:s");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatWasNotDoneIsExitCode1WithTheReason() throws IOException {
        outcome = Outcome.error(409, "not registered");
        try (AdminServer server = start(Optional.empty())) {
            assertThat(run("deregister", "a@home.net", "--admin", admin(server))).isEqualTo(1);
        }
        assertThat(err.toString()).contains("not registered");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theTokenIsReadFromItsFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "a-token-of-a-test\n");
        try (AdminServer server = start(Optional.of("a-token-of-a-test"))) {
            assertThat(run("deregister", "a@home.net", "--admin", admin(server))).isEqualTo(1);
            assertThat(
                            run(
                                    "deregister",
                                    "a@home.net",
                                    "--admin",
                                    admin(server),
                                    "--token-file",
                                    file.toString()))
                    .isZero();
        }
        assertThat(err.toString()).contains("admin-token").doesNotContain("a-token-of-a-test");
    }

    @Test
    void anHssThatDoesNotRunIsExitCode1AndWrongUseIs2() throws IOException {
        AdminServer gone = start(Optional.empty());
        gone.close();
        assertThat(run("deregister", "a@home.net", "--admin", admin(gone))).isEqualTo(1);
        assertThat(err.toString()).contains("not reached");
        assertThat(run("deregister")).isEqualTo(2);
        assertThat(run("deregister", "a@home.net", "--admin", "nowhere")).isEqualTo(2);
    }
}
