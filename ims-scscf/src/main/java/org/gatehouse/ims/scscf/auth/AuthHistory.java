package org.gatehouse.ims.scscf.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the policy of re-authentication looks back on; kept while the user is registered.
 *
 * @param authenticated when he last answered a challenge right, or null
 * @param sparedSince REGISTERs admitted since then without a challenge
 */
public record AuthHistory(@Nullable Instant authenticated, int sparedSince) {
    public static final AuthHistory NONE = new AuthHistory(null, 0);

    /** After a REGISTER was admitted. */
    public AuthHistory after(Admission admission, Instant at) {
        return switch (admission) {
            case Admission.Authenticated _ -> new AuthHistory(at, 0);
            case Admission.Protected _ -> new AuthHistory(authenticated, sparedSince + 1);
        };
    }
}
