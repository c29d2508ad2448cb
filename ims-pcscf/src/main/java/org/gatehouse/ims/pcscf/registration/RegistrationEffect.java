package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.register.AkaChallenge;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.jspecify.annotations.Nullable;

/** What is to be done, in the order given. */
public sealed interface RegistrationEffect {
    /** Send to the home network; the runner puts its Via on top. */
    record Forward(Exchange exchange, SipRequest request) implements RegistrationEffect {}

    /**
     * Answer the UE.
     *
     * @param over the set to answer over where it is not the one the request came over
     */
    record Answer(Exchange exchange, SipResponse response, @Nullable SetId over)
            implements RegistrationEffect {}

    /** Pick SPIs and ports for a new set, and say so with an event. */
    record Reserve(Exchange exchange, Set<Spi> avoid, int uePortS) implements RegistrationEffect {
        public Reserve {
            avoid = Set.copyOf(avoid);
        }
    }

    /** Take a set into use, all or nothing, and say so with an event. */
    record Install(Exchange exchange, SetInfo info, AkaChallenge challenge)
            implements RegistrationEffect {}

    /** Delete a set "from both the application and IPsec layer" (TS 33.203 clause 7.4). */
    record Remove(SetInfo info, RemovalReason reason) implements RegistrationEffect {}

    /** Send {@link RegistrationEvent.TimeCame} then. */
    record WakeAt(Instant at) implements RegistrationEffect {}

    /** Tell the machines of this user at other addresses. */
    record MovedHere() implements RegistrationEffect {}

    /** Something was let pass that the policy tolerates of this UE: count and log. */
    record Tolerated(Tolerance what, String detail) implements RegistrationEffect {}

    /** Count and log. */
    record Report(Outcome outcome, String detail) implements RegistrationEffect {}
}
