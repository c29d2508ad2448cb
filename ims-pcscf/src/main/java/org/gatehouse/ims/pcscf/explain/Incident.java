package org.gatehouse.ims.pcscf.explain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a user, or to one who says to be that user.
 *
 * @param at instant in ISO 8601
 * @param impi "-" where no message named one
 * @param callId of the REGISTER that it is about, or of the user's last one
 * @param outcome token of an outcome, of a wrong association, or {@code set-removed}
 * @param failure whether it is one
 */
public record Incident(
        String at,
        String impi,
        @JsonProperty("ue_address") String ueAddress,
        @JsonProperty("call_id") @Nullable String callId,
        String outcome,
        String detail,
        boolean failure) {
    /** Characters of a text that a peer had a hand in; an NAI has 253 at most (RFC 4282). */
    static final int MOST_CHARACTERS = 256;

    public static Incident of(
            Instant at,
            String impi,
            String ueAddress,
            @Nullable String callId,
            String outcome,
            String detail,
            boolean failure) {
        return new Incident(
                at.toString(),
                shown(impi),
                ueAddress,
                callId == null ? null : shown(callId),
                outcome,
                shown(detail),
                failure);
    }

    /** Bounded, and without what could be taken for a line or a command of a terminal. */
    static String shown(String text) {
        String start = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
