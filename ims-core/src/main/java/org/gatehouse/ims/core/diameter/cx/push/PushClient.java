package org.gatehouse.ims.core.diameter.cx.push;

import java.util.function.Consumer;

/** The HSS's way to the S-CSCFs, as one shard has it. Only to be used on that shard. */
public interface PushClient {
    /**
     * Sends a request.
     *
     * @param diameterHost Origin-Host of the S-CSCF that serves the user
     * @param done gets the outcome exactly once, on the shard that sent, never within this call
     */
    void send(PushRequest request, String diameterHost, Consumer<PushOutcome> done);
}
