package org.gatehouse.ims.pcscf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What /api/explain and /api/failures say, for people. */
final class ExplainText {
    private ExplainText() {}

    static String explanation(JsonNode user) {
        StringBuilder text = new StringBuilder();
        Instant now = Instant.parse(user.path("now").asText());
        line(text, String.format(Locale.ROOT, "%s", user.path("impi").asText()));
        if (user.path("places").isEmpty()) {
            line(text, "  not registered, and nothing under way");
        }
        for (JsonNode place : user.path("places")) {
            place(text, place, now);
        }
        JsonNode drops = user.path("drops_without_set");
        if (!drops.isEmpty()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "ESP of anyone that named no association: %s",
                            counts(drops)));
        }
        line(text, "what happened last:");
        return text + incidents(user.path("outcomes"));
    }

    private static void place(StringBuilder text, JsonNode place, Instant now) {
        JsonNode registration = place.path("registration");
        String address = place.path("ue_address").asText();
        if (registration.isObject()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "at %s: registered %s, %s",
                            address,
                            registration.path("protected").asBoolean()
                                    ? "with security associations"
                                    : "WITHOUT protection",
                            left(registration, now)));
            line(
                    text,
                    String.format(
                            Locale.ROOT, "  identities  %s", texts(registration.path("impus"))));
        } else {
            line(text, String.format(Locale.ROOT, "at %s: not registered", address));
        }
        JsonNode agreement = place.path("agreement");
        if (agreement.isObject()) {
            agreement
                    .path("offers")
                    .forEach(offer ->
                            line(
                                    text,
                                    String.format(
                                            Locale.ROOT, "  offered     %s", offer.asText())));
            line(
                    text,
                    String.format(
                            Locale.ROOT, "  chosen      %s", agreement.path("chosen").asText()));
            line(
                    text,
                    String.format(Locale.ROOT, "  why         %s", agreement.path("why").asText()));
        }
        Map<String, List<JsonNode>> sets = new LinkedHashMap<>();
        for (JsonNode row : place.path("associations")) {
            sets.computeIfAbsent(row.path("set_id").asText(), id -> new ArrayList<>()).add(row);
        }
        sets.forEach((id, rows) -> set(text, id, rows, now));
    }

    private static void set(StringBuilder text, String id, List<JsonNode> rows, Instant now) {
        JsonNode any = rows.getFirst();
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "  %s (%s), %s/%s in %s, %s",
                        id,
                        any.path("set").asText(),
                        any.path("alg").asText(),
                        any.path("ealg").asText(),
                        any.path("mode").asText(),
                        left(any, now)));
        for (JsonNode row : rows) {
            boolean in = row.path("direction").asText().equals("in");
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "    %-3s  UE port %5d %s P-CSCF port %5d  SPI %010d  packets %d",
                            in ? "in" : "out",
                            row.path("ports").path("ue").asInt(),
                            in ? "->" : "<-",
                            row.path("ports").path("pcscf").asInt(),
                            row.path("spi").asLong(),
                            row.path("packets").asLong()));
        }
        JsonNode drops = any.path("drops");
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "    dropped: %s",
                        drops.isEmpty() ? "nothing" : counts(drops)));
    }

    /** One line each. */
    static String incidents(JsonNode incidents) {
        StringBuilder text = new StringBuilder();
        for (JsonNode incident : incidents) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "  %s  %-22s %s ue=%s call-id=%s  %s",
                            incident.path("at").asText(),
                            incident.path("outcome").asText(),
                            incident.path("impi").asText(),
                            incident.path("ue_address").asText(),
                            incident.path("call_id").asText("-"),
                            incident.path("detail").asText()));
        }
        if (incidents.isEmpty()) {
            line(text, "  nothing");
        }
        return text.toString();
    }

    private static String left(JsonNode row, Instant now) {
        String expires = row.path("expires").asText("");
        return expires.isEmpty() || expires.equals("null")
                ? "for no known time"
                : Duration.between(now, Instant.parse(expires)).toSeconds() + " s left";
    }

    private static String counts(JsonNode counts) {
        List<String> parts = new ArrayList<>();
        counts.properties()
                .forEach(count -> parts.add(count.getKey() + " " + count.getValue().asLong()));
        return String.join(", ", parts);
    }

    private static String texts(JsonNode values) {
        List<String> parts = new ArrayList<>();
        values.forEach(value -> parts.add(value.asText()));
        return String.join(", ", parts);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
