package org.gatehouse.ims.core.diameter.cx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SAR: this S-CSCF serves these identities, or no longer does; the profile, please (TS 29.228
 * clause 6.1.2, TS 29.229 clause 6.1.3).
 *
 * @param impi User-Name, or null
 * @param impus Public-Identity, once or more
 * @param serverName SIP URI of the S-CSCF
 * @param userDataAlreadyAvailable true if the S-CSCF has the profile already
 */
public record ServerAssignment(
        @Nullable String impi,
        List<String> impus,
        String serverName,
        AssignmentType type,
        boolean userDataAlreadyAvailable)
        implements CxRequest {
    public ServerAssignment {
        impus = List.copyOf(impus);
        if (impi == null && impus.isEmpty()) {
            throw new IllegalArgumentException("SAR without IMPI and IMPU (expected: one of them)");
        }
    }

    @Override
    public String shardKey() {
        return impi != null ? impi : impus.getFirst();
    }
}
