package org.gatehouse.ims.ue.registration;

import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;

/** What can happen to a registration. */
public sealed interface RegistrationEvent {
    /** The user wants to be registered; where a registration stands: re-register now. */
    record Register() implements RegistrationEvent {}

    /** The user wants to be deregistered. */
    record Deregister() implements RegistrationEvent {}

    /** The UE is switched off. */
    record PowerOff() implements RegistrationEvent {}

    /** A response to a REGISTER, with the flow it came on. */
    record Answer(SipResponse response, Flow flow) implements RegistrationEvent {}

    /** The transaction of the REGISTER with this CSeq number timed out. */
    record NoAnswer(long cseq) implements RegistrationEvent {}

    /** What the ISIM made of RAND and AUTN. */
    record IsimAnswered(Isim.Result result) implements RegistrationEvent {}

    /** The sequence numbers of a set are used up: nothing leaves through it any more. */
    record SetExhausted(SetId set) implements RegistrationEvent {}

    /** A message that passed the inbound SAs of a set. */
    record Heard(SetId set) implements RegistrationEvent {}

    /**
     * The network said that it ended the registration.
     *
     * @param again whether the UE registers anew on its own
     */
    record EndedByNetwork(String why, boolean again) implements RegistrationEvent {}

    /** A transaction other than a REGISTER's begins over a set. */
    record Started(SetId over) implements RegistrationEvent {}

    /** A transaction of {@link Started} is completed, or has timed out. */
    record Finished(SetId over) implements RegistrationEvent {}

    /** A deadline of {@link Deadlines} is there. */
    record Due() implements RegistrationEvent {}
}
