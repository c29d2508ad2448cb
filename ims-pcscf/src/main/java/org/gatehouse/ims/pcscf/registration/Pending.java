package org.gatehouse.ims.pcscf.registration;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.VerifiedSecurityAgreement;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.register.AkaChallenge;
import org.gatehouse.ims.pcscf.register.Register;
import org.jspecify.annotations.Nullable;

/** A REGISTER that the UE has no answer to yet. */
public sealed interface Pending {
    Exchange exchange();

    Register register();

    /** The way it came, and the way its answer goes. */
    Flow flow();

    /**
     * SM2 is on its way; so is any REGISTER without an answer to the outstanding challenge.
     *
     * @param choice what the own list takes of Security-Client; null if there is none
     */
    record Opening(
            Exchange exchange, Register register, Flow flow, SecurityChoice.@Nullable Chosen choice)
            implements Pending {}

    /** SM5 came; SPIs and ports for the new set are being picked. */
    record Reserving(
            Opening opening,
            SecurityChoice.Chosen choice,
            SipResponse response,
            AkaChallenge challenge)
            implements Pending {
        @Override
        public Exchange exchange() {
            return opening.exchange();
        }

        @Override
        public Register register() {
            return opening.register();
        }

        @Override
        public Flow flow() {
            return opening.flow();
        }
    }

    /**
     * The new set is being installed; SM6 leaves when it is.
     *
     * @param challenged what SM7 will be compared with
     */
    record Installing(Opening opening, SipResponse response, Challenged challenged)
            implements Pending {
        @Override
        public Exchange exchange() {
            return opening.exchange();
        }

        @Override
        public Register register() {
            return opening.register();
        }

        @Override
        public Flow flow() {
            return opening.flow();
        }
    }

    /** SM8 is on its way: to be had with a verified agreement alone. */
    record Answering(
            Exchange exchange, Register register, Flow flow, VerifiedSecurityAgreement agreement)
            implements Pending {}
}
