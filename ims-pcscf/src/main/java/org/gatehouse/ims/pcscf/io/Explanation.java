package org.gatehouse.ims.pcscf.io;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.ims.pcscf.explain.Agreement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.jspecify.annotations.Nullable;

/**
 * All that the P-CSCF can say of one user, as /api/explain/IMPI shows it. No keys, no RES.
 *
 * @param now when it was said, instant in ISO 8601
 * @param places one for each address that the user is, or tries to be, registered from
 * @param outcomes what happened last, the oldest first
 * @param dropsWithoutSet ESP of anyone that named no association, by reason
 */
public record Explanation(
        String impi,
        String now,
        List<Place> places,
        List<Incident> outcomes,
        @JsonProperty("drops_without_set") Map<String, Long> dropsWithoutSet) {
    /** The user at one address. */
    public record Place(
            @JsonProperty("ue_address") String ueAddress,
            @Nullable RegistrationRow registration,
            @Nullable Agreement agreement,
            List<AssociationRow> associations) {}

    /** Whether there is something to tell. */
    boolean knowsUser() {
        return !places.isEmpty() || !outcomes.isEmpty();
    }

    /** The same user as the shards see him, put together. */
    static Explanation joined(List<Explanation> parts) {
        List<Place> places = new ArrayList<>();
        List<Incident> outcomes = new ArrayList<>();
        Map<String, Long> drops = new TreeMap<>();
        for (Explanation part : parts) {
            places.addAll(part.places());
            outcomes.addAll(part.outcomes());
            part.dropsWithoutSet()
                    .forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        }
        // an instant in ISO 8601 may have no fraction, so its text does not order
        outcomes.sort(Comparator.comparing(incident -> Instant.parse(incident.at())));
        Explanation first = parts.getFirst();
        return new Explanation(first.impi(), first.now(), places, outcomes, drops);
    }
}
