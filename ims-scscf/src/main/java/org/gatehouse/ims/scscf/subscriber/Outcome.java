package org.gatehouse.ims.scscf.subscriber;

import java.util.List;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.registrar.Bindings;

/** What a REGISTER comes to. */
public sealed interface Outcome {
    /** SM4: 401. */
    record Challenged(DigestChallenge challenge) implements Outcome {}

    /**
     * SM10: 200.
     *
     * @param bindings contacts now; none after a deregistration
     * @param associated identities for P-Associated-URI, in order
     */
    record Confirmed(Bindings bindings, List<String> associated) implements Outcome {
        public Confirmed {
            associated = List.copyOf(associated);
        }
    }

    record Refused(Refusal refusal) implements Outcome {}
}
