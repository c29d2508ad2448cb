package org.gatehouse.ims.core.diameter.cx;

import org.jspecify.annotations.Nullable;

/**
 * LIR: which S-CSCF serves this identity (TS 29.228 clause 6.1.4, TS 29.229 clause 6.1.5).
 *
 * @param impu Public-Identity
 * @param originating Originating-Request: the identity calls, and is not being called
 */
public record LocationInfo(String impu, boolean originating) implements CxRequest {
    /** Null: an LIR has no User-Name. */
    @Override
    public @Nullable String impi() {
        return null;
    }

    @Override
    public String shardKey() {
        return impu;
    }
}
