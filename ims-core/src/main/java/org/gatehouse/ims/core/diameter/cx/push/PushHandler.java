package org.gatehouse.ims.core.diameter.cx.push;

import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.CxResult;

/** The S-CSCF side. Called on any thread: hands over to the shard of the user at once. */
public interface PushHandler {
    /**
     * Handles a request.
     *
     * @param reply takes the result once; now or later, from any thread
     */
    void handle(PushRequest request, Consumer<CxResult> reply);
}
