package org.gatehouse.ims.core.diameter.cx;

import java.util.function.Consumer;

/** A CSCF's way to the HSS, as one shard has it. Only to be used on that shard. */
public interface CxClient {
    /**
     * Sends a request.
     *
     * @param done gets the outcome exactly once, on the shard that sent, never within this call
     */
    void send(CxRequest request, Consumer<CxOutcome> done);
}
