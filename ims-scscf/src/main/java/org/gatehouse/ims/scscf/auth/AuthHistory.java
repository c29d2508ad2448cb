package org.gatehouse.ims.scscf.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the policy of re-authentication looks back on; kept while the user is registered.
 *
 * @param authenticated when he last answered a challenge right, or null
 * @param sparedSince REGISTERs admitted since then without a challenge
 * @param asked how often the network asked for a re-authentication since then
 */
public record AuthHistory(@Nullable Instant authenticated, int sparedSince, int asked) {
    public static final AuthHistory NONE = new AuthHistory(null, 0, 0);

    /** After the network asked for a re-authentication, or asked again. */
    public AuthHistory askedFor() {
        return new AuthHistory(authenticated, sparedSince, asked + 1);
    }

    /** Whether the network waits for a re-authentication. */
    public boolean isAskedFor() {
        return asked > 0;
    }

    /** After a REGISTER was admitted. */
    public AuthHistory after(Admission admission, Instant at) {
        return switch (admission) {
            case Admission.Authenticated _ -> new AuthHistory(at, 0, 0);
            case Admission.Protected _ -> new AuthHistory(authenticated, sparedSince + 1, asked);
        };
    }
}
