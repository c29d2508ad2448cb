package org.gatehouse.ims.scscf.icscf;

import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.sip.SipResponse;

/** What can happen to a REGISTER at the I-CSCF. */
public sealed interface LocateEvent {
    record HssAnswered(CxOutcome outcome) implements LocateEvent {}

    /** A response to an attempt, provisional or final. */
    record ServerAnswered(int attempt, SipResponse response) implements LocateEvent {}

    /** No final response to an attempt in time. */
    record ServerSilent(int attempt) implements LocateEvent {}
}
