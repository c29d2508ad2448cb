package org.gatehouse.ims.scscf.auth;

import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What the authentication of an IMPI wants done. */
public sealed interface AuthEffect {
    /** Ask the HSS; the outcome comes back as {@link AuthEvent.HssAnswered}. */
    record Ask(CxRequest request) implements AuthEffect {}

    /** Tell the HSS; its answer changes nothing. */
    record Tell(ServerAssignment request) implements AuthEffect {}

    /** SM4: 401 with this challenge. */
    record SendChallenge(RegisterRequest request, DigestChallenge challenge)
            implements AuthEffect {}

    /** The REGISTER may change bindings. */
    record Admit(RegisterRequest request, Admission admission) implements AuthEffect {}

    record Refuse(RegisterRequest request, Refusal refusal) implements AuthEffect {}

    /** A challenge was not answered in time. */
    record Abandoned(Challenge challenge) implements AuthEffect {}
}
