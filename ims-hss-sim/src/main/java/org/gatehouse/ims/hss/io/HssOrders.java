package org.gatehouse.ims.hss.io;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.hss.cx.Order;

/** Orders of the operator as they come over HTTP. */
final class HssOrders {
    private final HssService service;

    HssOrders(HssService service) {
        this.service = service;
    }

    /** The answer to an order that was carried out. */
    record Done(String impi, String scscf) {}

    /** POST /api/deregister: impi, and if wanted impus, reason, info. */
    CompletableFuture<Outcome> deregister(Map<String, List<String>> fields) {
        Optional<Reason> reason = reason(first(fields, "reason").orElse("permanent-termination"));
        if (reason.isEmpty()) {
            return refused("reason: (expected: one of " + reasons() + ")");
        }
        Order order =
                new Order.Deregister(
                        fields.getOrDefault("impus", List.of()),
                        reason.get(),
                        first(fields, "info").orElse(null));
        return order(fields, order);
    }

    /** POST /api/push-profile: impi. */
    CompletableFuture<Outcome> pushProfile(Map<String, List<String>> fields) {
        return order(fields, new Order.SendProfile());
    }

    private CompletableFuture<Outcome> order(Map<String, List<String>> fields, Order order) {
        Optional<String> impi = first(fields, "impi");
        if (impi.isEmpty()) {
            return refused("impi: missing (expected: a private identity)");
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        service.order(impi.get(), order, outcome -> answer.complete(outcome(impi.get(), outcome)));
        return answer;
    }

    private static Outcome outcome(String impi, OrderOutcome outcome) {
        return switch (outcome) {
            case OrderOutcome.Done(String scscf) -> new Outcome(200, new Done(impi, scscf));
            case OrderOutcome.NotTold(String scscf, String reason) ->
                    Outcome.error(502, "done at the HSS, but not at " + scscf + ": " + reason);
            case OrderOutcome.Declined(CxResult reason) -> declined(reason);
        };
    }

    private static Outcome declined(CxResult reason) {
        if (reason.equals(CxResult.DIAMETER_ERROR_USER_UNKNOWN)) {
            return Outcome.error(404, "impi: unknown (expected: that of a subscriber)");
        }
        if (reason.equals(CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH)) {
            return Outcome.error(409, "impus: not all of this subscriber");
        }
        if (reason.equals(CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)) {
            return Outcome.error(409, "not registered: no S-CSCF serves this subscriber");
        }
        return Outcome.error(503, "the HSS can't do it now: " + reason);
    }

    private static CompletableFuture<Outcome> refused(String problem) {
        return CompletableFuture.completedFuture(Outcome.error(400, problem));
    }

    private static Optional<String> first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static Optional<Reason> reason(String text) {
        return Arrays.stream(Reason.values()).filter(r -> text(r).equals(text)).findFirst();
    }

    private static List<String> reasons() {
        return Arrays.stream(Reason.values()).map(HssOrders::text).toList();
    }

    private static String text(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
