package org.gatehouse.ims.scscf.subscriber;

import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.Bindings;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;

/** What is to be done for a subscriber. */
public sealed interface SubscriberEffect {
    /** Ask the HSS; at most one such request is under way at a time. */
    record Ask(CxRequest request) implements SubscriberEffect {}

    /** Tell the HSS; its answer changes nothing. */
    record Tell(CxRequest request) implements SubscriberEffect {}

    /** Answer a REGISTER. */
    record Answer(RegisterRequest request, Outcome outcome) implements SubscriberEffect {}

    /** A challenge was not answered in time. */
    record ChallengeAbandoned(String impi, String impu, String callId)
            implements SubscriberEffect {}

    /** The HSS ended the registration of an implicit set. */
    record RegistrationTerminated(ImplicitSet set, Bindings removed, Reason reason)
            implements SubscriberEffect {}

    /** The user is asked to authenticate anew, for the first time or again. */
    record ReauthenticationAsked(String impi, int times) implements SubscriberEffect {}

    /** He was asked in vain: the registration of a set is over. */
    record ReauthenticationIgnored(ImplicitSet set, Bindings removed) implements SubscriberEffect {}

    /** The HSS changed the profile of an implicit set. */
    record ProfileChanged(ImplicitSet set) implements SubscriberEffect {}

    /** The last contact of an implicit set ran out. */
    record RegistrationExpired(String impi, String impu) implements SubscriberEffect {}
}
