package org.gatehouse.ims.scscf.auth;

import java.time.Duration;

/**
 * How the network has a registered user authenticate anew: "the S-CSCF shall send a request to the
 * UE to initiate a re-registration procedure" (TS 33.203 clause 6.1.4).
 *
 * @param within how long the user's contacts last once he is asked: he has to register before
 * @param ignored what becomes of one who does not
 * @param most how often he is asked, the first time counted, under {@link Ignored#ASK_AGAIN}
 */
public record ReauthenticationOrder(Duration within, Ignored ignored, int most) {
    /** A minute, and then he is out. */
    public static final ReauthenticationOrder USUAL =
            new ReauthenticationOrder(Duration.ofSeconds(60), Ignored.DEREGISTER, 3);

    /**
     * "the S-CSCF may decide to de-register the subscriber or re-issue an Authentication-Required"
     */
    public enum Ignored {
        DEREGISTER,
        ASK_AGAIN
    }

    /** Whether one who did not react is asked once more. */
    public boolean asksAgain(AuthHistory history) {
        return ignored == Ignored.ASK_AGAIN && history.asked() < most;
    }
}
