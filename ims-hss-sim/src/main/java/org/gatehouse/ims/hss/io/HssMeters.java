package org.gatehouse.ims.hss.io;

import io.micrometer.core.instrument.MeterRegistry;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.push.PushOutcome;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the HSS tells about itself: counters, and one log line for each answer. */
final class HssMeters {
    private static final Logger LOG = LoggerFactory.getLogger(HssMeters.class);

    private final MeterRegistry registry;

    HssMeters(MeterRegistry registry, SubscriberStore store) {
        this.registry = registry;
        registry.gauge("hss.subscribers", store, SubscriberStore::size);
    }

    void answered(CxRequest request, CxAnswer answer) {
        String command = command(request);
        registry.counter("hss.answers", "command", command, "result", answer.result().toString())
                .increment();
        if (answer instanceof MultimediaAuthAnswer maa) {
            registry.counter("hss.vectors").increment(maa.vectors().size());
        }
        switch (request) {
            case UserAuthorization uar ->
                    LOG.debug(
                            "cx command={} impi={} impu={} result=\"{}\"",
                            command,
                            printable(uar.impi()),
                            printable(uar.impu()),
                            answer.result());
            case MultimediaAuth mar ->
                    LOG.info(
                            "cx command={} impi={} impu={} resync={} result=\"{}\"",
                            command,
                            printable(mar.impi()),
                            printable(mar.impu()),
                            mar.resync() != null,
                            answer.result());
            case LocationInfo lir ->
                    LOG.debug(
                            "cx command={} impu={} result=\"{}\"",
                            command,
                            printable(lir.impu()),
                            answer.result());
            case ServerAssignment sar ->
                    LOG.info(
                            "cx command={} impi={} impus={} type={} result=\"{}\"",
                            command,
                            printable(String.valueOf(sar.impi())),
                            printable(sar.impus().toString()),
                            sar.type(),
                            answer.result());
        }
    }

    void pushed(PushRequest request, PushOutcome outcome) {
        String command = request instanceof RegistrationTermination ? "RTR" : "PPR";
        String result =
                outcome instanceof PushOutcome.Answered(CxResult answered)
                        ? answered.toString()
                        : "none";
        registry.counter("hss.pushes", "command", command, "result", result).increment();
        LOG.info("cx command={} impi={} outcome=\"{}\"", command, request.impi(), outcome);
    }

    void saveFailed() {
        registry.counter("hss.saves.failed").increment();
    }

    private static String command(CxRequest request) {
        return switch (request) {
            case UserAuthorization uar -> "UAR";
            case MultimediaAuth mar -> "MAR";
            case ServerAssignment sar -> "SAR";
            case LocationInfo lir -> "LIR";
        };
    }

    /** A peer's text can't begin a log line of its own. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
