package org.gatehouse.ims.core.diameter.cx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UAA (TS 29.229 clause 6.1.2): the S-CSCF that serves the user already, or what one must be able
 * to do.
 *
 * @param serverName Server-Name, or null
 * @param mandatoryCapabilities of Server-Capabilities
 * @param optionalCapabilities of Server-Capabilities
 * @param candidates Server-Name within Server-Capabilities: S-CSCFs that the operator wants, in
 *     order
 */
public record UserAuthorizationAnswer(
        CxResult result,
        @Nullable String serverName,
        List<Integer> mandatoryCapabilities,
        List<Integer> optionalCapabilities,
        List<String> candidates)
        implements CxAnswer {
    public UserAuthorizationAnswer {
        mandatoryCapabilities = List.copyOf(mandatoryCapabilities);
        optionalCapabilities = List.copyOf(optionalCapabilities);
        candidates = List.copyOf(candidates);
    }

    /** An answer without candidates. */
    public UserAuthorizationAnswer(
            CxResult result,
            @Nullable String serverName,
            List<Integer> mandatoryCapabilities,
            List<Integer> optionalCapabilities) {
        this(result, serverName, mandatoryCapabilities, optionalCapabilities, List.of());
    }

    /** An answer that names no server and no capabilities. */
    public static UserAuthorizationAnswer of(CxResult result) {
        return new UserAuthorizationAnswer(result, null, List.of(), List.of());
    }

    /** An answer that names the S-CSCF. */
    public static UserAuthorizationAnswer of(CxResult result, String serverName) {
        return new UserAuthorizationAnswer(result, serverName, List.of(), List.of());
    }
}
