package org.gatehouse.ims.core.sip.stream;

import org.gatehouse.ims.core.flow.Flow;
import org.jspecify.annotations.Nullable;

/** Who keeps connections. */
interface StreamOwner {
    /** Seconds that were counted. */
    int now();

    StreamUser user();

    /** A connection is over. */
    void ended(StreamConnection connection, StreamEnd why, @Nullable Throwable cause);

    /** What came on a connection is no SIP. */
    void log(Flow flow, String reason);
}
