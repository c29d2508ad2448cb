package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Waits until a daemon says that it is healthy. */
final class HealthWait implements AutoCloseable {
    /** Milliseconds between two questions. */
    private static final int PAUSE_MILLIS = 100;

    /** Questions until we give up: about a minute, for a slow machine. */
    private static final int MAX_QUESTIONS = 600;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /** Returns when /health is 200; fails when the process ends before. */
    void await(Fleet.Member member, InetSocketAddress admin)
            throws LabException, InterruptedException {
        String answer = "no answer";
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            answer = ask(admin);
            if (answer.isEmpty()) {
                return;
            }
            if (member.process().waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LabException(
                        String.format(
                                Locale.ROOT,
                                "%s ended with exit code %d: %s (log: %s)",
                                member.name(),
                                member.process().exitValue(),
                                member.lastWords(),
                                member.log()));
            }
        }
        throw new LabException(
                String.format(
                        Locale.ROOT,
                        "%s does not become healthy: %s (log: %s)",
                        member.name(),
                        answer,
                        member.log()));
    }

    /** Why it is not healthy, empty if it is. */
    private String ask(InetSocketAddress admin) throws InterruptedException {
        String host = admin.getAddress().getHostAddress();
        URI uri =
                URI.create(
                        String.format(
                                Locale.ROOT,
                                "http://%s:%d/health",
                                host.indexOf(':') < 0 ? host : "[" + host + "]",
                                admin.getPort()));
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? ""
                    : response.body().replaceAll("\\s+", " ").strip();
        } catch (IOException e) {
            return "no answer from " + admin;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
