package org.gatehouse.ims.ue.registration;

import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/** What a step of the registration wants done. */
public sealed interface RegistrationEffect {
    /**
     * Send a REGISTER in a transaction of its own.
     *
     * @param over the set that protects it, or null: bare
     */
    record Send(SipRequest request, @Nullable SetId over) implements RegistrationEffect {}

    /** Take a set into use. */
    record Install(AssociationSet set) implements RegistrationEffect {}

    /** Delete a set from IPsec. */
    record Remove(SetId set) implements RegistrationEffect {}

    /** Run AKA on the ISIM; the answer comes back as an event. */
    record AskIsim(AkaNonce nonce) implements RegistrationEffect {}

    /** Tell the user. */
    record Report(Outcome outcome) implements RegistrationEffect {}

    /** A message was not taken, and why. */
    record Discard(Reason reason) implements RegistrationEffect {}

    /** Why a response was discarded. */
    enum Reason {
        /** It answers no REGISTER that waits for an answer. */
        LATE,
        /** "If the UE receives a message protected with the incorrect SA, it shall discard it." */
        WRONG_SA
    }
}
