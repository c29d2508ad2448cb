package org.gatehouse.ims.pcscf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.ims.core.admin.AdminServer;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.admin.Health;
import org.gatehouse.ims.pcscf.explain.Agreement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.io.Explanation;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ExplainCommandTest {
    private static final String NOW = "2026-01-01T00:00:00Z";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static Incident incident() {
        return new Incident(
                NOW, "a+1@home", "10.1.0.1", "call", "agreement-differs", "why so", true);
    }

    private static Explanation explanation(String impi) {
        AssociationRow row =
                new AssociationRow(
                        impi,
                        List.of("sip:a@home"),
                        "current",
                        "set 7",
                        "in",
                        "10.1.0.1",
                        "10.0.0.1",
                        1234567890L,
                        new AssociationRow.Ports(30_001, 6060),
                        "hmac-sha-1-96",
                        "aes-cbc",
                        "UDP-enc-tun",
                        "2026-01-01T00:01:00Z",
                        5,
                        Map.of("bad-icv", 3L));
        return new Explanation(
                impi,
                NOW,
                List.of(
                        new Explanation.Place(
                                "10.1.0.1",
                                null,
                                new Agreement(List.of("ipsec-3gpp;alg=x"), "x", "y"),
                                List.of(row))),
                List.of(incident()),
                Map.of("unknown-spi", 9L));
    }

    private static AdminServer start() throws IOException {
        ApiResource users =
                new ApiResource() {
                    @Override
                    public CompletionStage<?> get() {
                        return CompletableFuture.completedFuture(List.of());
                    }

                    @Override
                    public CompletionStage<? extends Optional<?>> get(String name) {
                        return CompletableFuture.completedFuture(
                                name.equals("a+1@home")
                                        ? Optional.of(explanation(name))
                                        : Optional.empty());
                    }
                };
        return AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Health.good(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Map.of("explain", users, "failures", ApiResource.of(() -> List.of(incident()))));
    }

    private int run(AdminServer server, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--admin";
        all[all.length - 1] = "127.0.0.1:" + server.address().getPort();
        return new CommandLine(new PcscfCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    @Test
    void aUserIsToldOfInWords() throws IOException {
        try (AdminServer server = start()) {
            assertThat(run(server, "a+1@home")).isZero();
        }
        assertThat(out.toString())
                .contains("at 10.1.0.1: not registered")
                .contains("offered     ipsec-3gpp;alg=x")
                .contains("set 7 (current), hmac-sha-1-96/aes-cbc in UDP-enc-tun, 60 s left")
                .contains("UE port 30001 -> P-CSCF port  6060  SPI 1234567890  packets 5")
                .contains("dropped: bad-icv 3")
                .contains("unknown-spi 9")
                .contains("agreement-differs")
                .contains("why so");
    }

    @Test
    void theAnswerOfTheApiIsPrintedOnWishAndLastFailuresToo() throws IOException {
        try (AdminServer server = start()) {
            assertThat(run(server, "a+1@home", "--json")).isZero();
            assertThat(out.toString()).startsWith("{").contains("\"ue_address\"");
            out.getBuffer().setLength(0);
            assertThat(run(server, "--last-failures")).isZero();
            assertThat(out.toString()).contains("a+1@home").contains("call-id=call");
        }
    }

    @Test
    void anUnknownUserIsExitCode1AndNeitherUserNorFailuresIsAWrongUse() throws IOException {
        try (AdminServer server = start()) {
            assertThat(run(server, "nobody@home")).isEqualTo(1);
            assertThat(err.toString()).contains("has not heard of nobody@home");
            assertThat(run(server)).isEqualTo(2);
        }
    }
}
