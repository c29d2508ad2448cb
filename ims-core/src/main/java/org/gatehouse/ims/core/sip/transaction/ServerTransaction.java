package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** A request that came, and the way to answer it. */
public interface ServerTransaction {
    /** The request, with received and rport filled into its top Via if it came bare. */
    SipRequest request();

    /** The flow it came on. */
    Flow flow();

    /** Answers; provisional ones any number of times, final ones once: later ones are absorbed. */
    void respond(SipResponse response);
}
