package org.gatehouse.ims.scscf.auth;

import java.time.Duration;

/**
 * The operator's choices about authentication.
 *
 * @param serverName SIP URI by which the HSS knows this S-CSCF
 * @param realm realm of the challenges: the home domain
 * @param reauthentication when protected re-REGISTERs are challenged
 * @param batch number m of vectors asked for at once
 * @param challengeTimeout how long an answer is waited for: reg-await-auth of TS 24.229
 * @param acceptUnprotectedAnswer true lets an answer register though the first hop did not protect
 *     it. TS 33.203 clause 5.1.2 forbids it; it is for P-CSCFs that let plain UEs in
 * @param offerQop whether the challenge offers qop "auth"
 */
public record AuthPolicy(
        String serverName,
        String realm,
        Reauthentication reauthentication,
        int batch,
        Duration challengeTimeout,
        boolean acceptUnprotectedAnswer,
        boolean offerQop) {
    /** "A batch of up to 5": more would age in the store (TS 33.102 Annex C.3). */
    public static final int MAX_BATCH = 5;

    public AuthPolicy {
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("batch: " + batch + " (expected: 1 to 5)");
        }
    }
}
