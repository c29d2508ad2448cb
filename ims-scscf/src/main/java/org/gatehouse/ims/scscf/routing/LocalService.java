package org.gatehouse.ims.scscf.routing;

import org.gatehouse.ims.core.sip.transaction.ServerTransaction;

/**
 * Something that answers requests at the S-CSCF itself, as the server of the reg event package
 * does. Each shard has its own; a request is offered before it is routed, and after its sender was
 * checked.
 */
public interface LocalService {
    /** Whether this request ends here. */
    boolean takes(Arrival arrival);

    /** Answers a request that it takes, now or later. */
    void serve(ServerTransaction transaction, Arrival arrival);
}
