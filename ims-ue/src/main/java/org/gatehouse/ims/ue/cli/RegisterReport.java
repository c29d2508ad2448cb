package org.gatehouse.ims.ue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.Standing;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/** How a run ended: for people, for programs, and as an exit code. */
final class RegisterReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    private final UeConfig config;
    private final Outcome outcome;

    RegisterReport(UeConfig config, Outcome outcome) {
        this.config = config;
        this.outcome = outcome;
    }

    static int exitCode(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Registered r -> ExitCode.DONE;
            case Outcome.Deregistered d -> ExitCode.DONE;
            case Outcome.Refused r -> ExitCode.REFUSED_BY_NETWORK;
            case Outcome.NetworkNotAuthenticated n -> ExitCode.NETWORK_NOT_AUTHENTICATED;
            case Outcome.NoAnswer n -> ExitCode.NO_ANSWER;
            case Outcome.Lost l -> ExitCode.NO_ANSWER;
            case Outcome.AgreementFailed a -> ExitCode.AGREEMENT_FAILED;
        };
    }

    /** What went wrong, or null. */
    static @Nullable String problem(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Registered r -> null;
            case Outcome.Deregistered d -> null;
            case Outcome.Refused r -> "refused by the network: " + r.status() + " " + r.reason();
            case Outcome.NetworkNotAuthenticated n ->
                    "the network could not be authenticated: "
                            + n.reason()
                            + " (expected: AUTN made with this subscriber's K and OPc; compare them"
                            + " with the HSS)";
            case Outcome.NoAnswer n -> n.reason();
            case Outcome.Lost l -> l.reason();
            case Outcome.AgreementFailed a ->
                    "security agreement failed: "
                            + a.reason()
                            + " (expected: a common combination; see --alg, --ealg and --mode)";
        };
    }

    String text() {
        if (!(outcome instanceof Outcome.Registered registered)) {
            return String.valueOf(problem(outcome));
        }
        Standing standing = registered.standing();
        StringBuilder text = new StringBuilder();
        line(text, "registered", config.impu());
        line(text, "expires", standing.granted().toSeconds() + " s");
        Held current = standing.current();
        if (current == null) {
            line(text, "protection", "none (--ipsec off)");
        } else {
            AssociationSet set = current.set();
            line(
                    text,
                    "protection",
                    set.integrity().token()
                            + "/"
                            + set.encryption().token()
                            + " "
                            + set.mode().token());
            line(text, "ports", pairs(ports(set)));
            line(text, "SPIs", pairs(spis(set)));
        }
        line(text, "service route", String.join(", ", standing.serviceRoute()));
        line(text, "associated", String.join(", ", standing.associatedUris()));
        return text.toString();
    }

    /** One object; the names that scripts rely on are always there, null where there is none. */
    String json() {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", status());
        result.put("impi", config.impi());
        result.put("impus", List.of(config.impu()));
        Standing standing = outcome instanceof Outcome.Registered r ? r.standing() : null;
        Held current = standing == null ? null : standing.current();
        AssociationSet set = current == null ? null : current.set();
        result.put("service_route", standing == null ? List.of() : standing.serviceRoute());
        result.put("associated_uris", standing == null ? List.of() : standing.associatedUris());
        result.put("expires", standing == null ? null : standing.granted().toSeconds());
        result.put("alg", set == null ? null : set.integrity().token());
        result.put("ealg", set == null ? null : set.encryption().token());
        result.put("mode", set == null ? null : set.mode().token());
        result.put("spis", set == null ? null : spis(set));
        result.put("ports", set == null ? null : ports(set));
        if (standing == null) {
            result.put("error", problem(outcome));
        }
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has no JSON", e);
        }
    }

    /** The SIP status that decided, or null if none did. */
    private @Nullable Integer status() {
        return switch (outcome) {
            case Outcome.Registered r -> OK;
            case Outcome.Deregistered d -> OK;
            case Outcome.Refused refused -> refused.status();
            case Outcome.AgreementFailed failed -> failed.status();
            default -> null;
        };
    }

    private static Map<String, Object> spis(AssociationSet set) {
        Map<String, Object> spis = new LinkedHashMap<>();
        spis.put("uc", set.local().spis().client().value());
        spis.put("us", set.local().spis().server().value());
        spis.put("pc", set.remote().spis().client().value());
        spis.put("ps", set.remote().spis().server().value());
        return spis;
    }

    private static Map<String, Object> ports(AssociationSet set) {
        Map<String, Object> ports = new LinkedHashMap<>();
        ports.put("uc", set.local().ports().client());
        ports.put("us", set.local().ports().server());
        ports.put("pc", set.remote().ports().client());
        ports.put("ps", set.remote().ports().server());
        return ports;
    }

    private static String pairs(Map<String, Object> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(' ').append(name).append(' ').append(value));
        return text.substring(1);
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
        }
    }
}
