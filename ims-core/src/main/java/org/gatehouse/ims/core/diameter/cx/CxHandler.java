package org.gatehouse.ims.core.diameter.cx;

import java.util.function.Consumer;

/** The HSS side: called on the shard of {@link CxRequest#shardKey()}. */
public interface CxHandler {
    /**
     * Handles a request.
     *
     * @param reply takes the answer, of the request's kind, once; now or later, from any thread
     */
    void handle(CxRequest request, Consumer<CxAnswer> reply);

    /**
     * Handles a request that came over Diameter.
     *
     * @param originHost who sent it: where requests to that S-CSCF go
     */
    default void handle(CxRequest request, String originHost, Consumer<CxAnswer> reply) {
        handle(request, reply);
    }
}
