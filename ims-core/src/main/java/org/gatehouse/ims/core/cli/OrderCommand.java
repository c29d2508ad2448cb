package org.gatehouse.ims.core.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.net.HostPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command that has a running daemon do something for one subscriber, over its admin address.
 * Prints the daemon's answer, JSON; exit code 0 if it was done, 1 if not, 2 for a wrong use.
 */
@Command
public abstract class OrderCommand implements Callable<Integer> {
    /** More than a daemon waits for another. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final int OK = 200;

    private final String daemon;
    private final Setting<InetSocketAddress> lab;

    @Parameters(paramLabel = "IMPI", description = "private identity of the subscriber")
    private String impi = "";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "admin address of the daemon (default: that of the lab)")
    private @Nullable String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the daemon's admin-token, where it has one")
    private @Nullable Path tokenFile;

    @Spec private @Nullable CommandSpec spec;

    /**
     * @param daemon its name, for people
     * @param lab its admin address in the lab
     */
    protected OrderCommand(String daemon, Setting<InetSocketAddress> lab) {
        this.daemon = daemon;
        this.lab = lab;
    }

    /** Last part of the path. */
    protected abstract String action();

    /** What the request says. */
    protected abstract Map<String, Object> fields();

    protected final String impi() {
        return impi;
    }

    @Override
    public final Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter err = command.commandLine().getErr();
        String where = admin == null ? lab.defaultText() : admin;
        InetSocketAddress address =
                Values.address()
                        .parse(where)
                        .orElseThrow(() ->
                                new ParameterException(
                                        command.commandLine(),
                                        "--admin: " + where + " (expected: HOST:PORT)"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request(HostPort.of(address)), BodyHandlers.ofString());
            boolean done = answer.statusCode() == OK;
            PrintWriter to = done ? command.commandLine().getOut() : err;
            to.print(answer.body());
            to.flush();
            return done ? 0 : 1;
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            err.println(
                    daemon + " at " + where + " not reached: " + reason + " (expected: it runs)");
            err.flush();
            return 1;
        }
    }

    private HttpRequest request(String hostPort) throws IOException {
        Map<String, Object> body = fields();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + hostPort + "/api/" + action()))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)));
        Path token = tokenFile;
        if (token != null) {
            request.header("Authorization", "Bearer " + Files.readString(token).strip());
        }
        return request.build();
    }
}
