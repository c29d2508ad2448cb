package org.gatehouse.ims.core.diameter.cx;

import org.jspecify.annotations.Nullable;

/** What a CSCF asks the HSS. */
public sealed interface CxRequest
        permits UserAuthorization, MultimediaAuth, ServerAssignment, LocationInfo {
    /**
     * The private identity, which also picks the shard at the HSS; null where the request has none.
     */
    @Nullable String impi();

    /** The key that picks a shard: the IMPI, or the first IMPU where there is no IMPI. */
    String shardKey();
}
