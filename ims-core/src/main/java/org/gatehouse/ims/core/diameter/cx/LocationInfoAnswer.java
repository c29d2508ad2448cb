package org.gatehouse.ims.core.diameter.cx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LIA (TS 29.229 clause 6.1.6): the S-CSCF that serves the identity, or what one must be able to do
 * that is to serve it unregistered.
 *
 * @param serverName Server-Name, or null
 * @param mandatoryCapabilities of Server-Capabilities
 * @param optionalCapabilities of Server-Capabilities
 * @param candidates Server-Name within Server-Capabilities, in order
 */
public record LocationInfoAnswer(
        CxResult result,
        @Nullable String serverName,
        List<Integer> mandatoryCapabilities,
        List<Integer> optionalCapabilities,
        List<String> candidates)
        implements CxAnswer {
    public LocationInfoAnswer {
        mandatoryCapabilities = List.copyOf(mandatoryCapabilities);
        optionalCapabilities = List.copyOf(optionalCapabilities);
        candidates = List.copyOf(candidates);
    }

    /** An answer that names no server and no capabilities. */
    public static LocationInfoAnswer of(CxResult result) {
        return new LocationInfoAnswer(result, null, List.of(), List.of(), List.of());
    }

    /** An answer that names the S-CSCF. */
    public static LocationInfoAnswer of(CxResult result, String serverName) {
        return new LocationInfoAnswer(result, serverName, List.of(), List.of(), List.of());
    }
}
