package org.gatehouse.ims.core.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time. */
class SlowClientTest {
    private static final String REQUEST = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

    private final EmbeddedChannel connection = new EmbeddedChannel();

    SlowClientTest() {
        connection.freezeTime();
        AdminServer.equip(
                connection.pipeline(),
                new AdminResources(
                        List::of,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        Map.of(),
                        AdminActions.NONE));
    }

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    private void send(String octets) {
        connection.writeInbound(Unpooled.copiedBuffer(octets, US_ASCII));
    }

    private void wait(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    @Test
    void whoSendsAnOctetNowAndThenIsCutOff() {
        for (int i = 0; i < AdminServer.IDLE_SECONDS - 1; i++) {
            send(REQUEST.substring(i, i + 1));
            wait(1);
        }
        assertThat(connection.isOpen()).isTrue();

        send(REQUEST.substring(0, 1));
        wait(2);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whoAsksAgainInTimeStays() {
        for (int i = 0; i < 10; i++) {
            send(REQUEST);
            wait(AdminServer.IDLE_SECONDS / 2);
        }

        assertThat(connection.isOpen()).isTrue();
    }
}
