package org.gatehouse.ims.pcscf.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ims pcscf explain}: asks a running P-CSCF, over its admin address, what it knows of a
 * user. Exit code 0; 1 if the P-CSCF knows nothing or is not reached; 2 for a wrong use.
 */
@Command(
        name = "explain",
        description = {
            "Says what a running P-CSCF knows of a user: offers, choice and why, SPIs, ports,",
            "lifetimes, packets and drops, and what happened last."
        })
final class ExplainCommand implements Callable<Integer> {
    /** More than the P-CSCF takes to gather its answer from its shards. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of both. */
    static final class What {
        @Parameters(paramLabel = "IMPI", description = "private identity of the user")
        private @Nullable String impi;

        @Option(
                names = "--last-failures",
                description = "the last failures of all users, the oldest first")
        private boolean lastFailures;
    }

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "admin address of the P-CSCF (default: that of the lab, 127.0.0.1:8060)")
    private @Nullable String admin;

    @Option(names = "--json", description = "prints what /api says, as it is")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        String where = admin == null ? PcscfSettings.ADMIN.defaultText() : admin;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request(where), BodyHandlers.ofString());
            if (answer.statusCode() == OK) {
                out.print(json ? answer.body() : text(answer.body()));
                out.flush();
                return 0;
            }
            err.println(
                    answer.statusCode() == NOT_FOUND
                            ? "the P-CSCF at "
                                    + where
                                    + " has not heard of "
                                    + what.impi
                                    + " (expected: an IMPI that sent a REGISTER since it started;"
                                    + " see --last-failures)"
                            : "the P-CSCF at "
                                    + where
                                    + " answered "
                                    + answer.statusCode()
                                    + ": "
                                    + answer.body());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            err.println("pcscf at " + where + " not reached: " + reason + " (expected: it runs)");
        }
        err.flush();
        return 1;
    }

    private HttpRequest request(String where) {
        InetSocketAddress address =
                Values.address()
                        .parse(where)
                        .orElseThrow(() ->
                                new ParameterException(
                                        Objects.requireNonNull(spec).commandLine(),
                                        "--admin: " + where + " (expected: HOST:PORT)"));
        String impi = String.valueOf(what.impi);
        String path =
                what.lastFailures
                        ? "failures"
                        : "explain/"
                                + URLEncoder.encode(impi, StandardCharsets.UTF_8)
                                        .replace("+", "%20");
        return HttpRequest.newBuilder(URI.create("http://" + HostPort.of(address) + "/api/" + path))
                .timeout(TIMEOUT)
                .build();
    }

    private String text(String body) throws IOException {
        var answer = new ObjectMapper().readTree(body);
        return what.impi == null ? ExplainText.incidents(answer) : ExplainText.explanation(answer);
    }
}
