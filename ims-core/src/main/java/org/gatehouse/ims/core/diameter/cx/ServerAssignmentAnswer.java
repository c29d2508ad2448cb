package org.gatehouse.ims.core.diameter.cx;

import org.jspecify.annotations.Nullable;

/**
 * SAA (TS 29.229 clause 6.1.4).
 *
 * @param impi User-Name, or null
 * @param userDataXml User-Data, the IMSSubscription document of TS 29.228 Annex E, or null; {@link
 *     UserProfileXml} reads it
 */
public record ServerAssignmentAnswer(
        CxResult result, @Nullable String impi, @Nullable String userDataXml) implements CxAnswer {

    /** An answer without a profile. */
    public static ServerAssignmentAnswer of(CxResult result, @Nullable String impi) {
        return new ServerAssignmentAnswer(result, impi, null);
    }
}
