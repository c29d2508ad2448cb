package org.gatehouse.ims.pcscf.explain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One user with a registered public identity as /api/registrations shows it.
 *
 * @param impus registered identities, implicit ones included; the default one first
 * @param isProtected whether security associations carry it
 * @param expires when the last of its registrations runs out, instant in ISO 8601
 */
public record RegistrationRow(
        String impi,
        List<String> impus,
        @JsonProperty("ue_address") String ueAddress,
        @JsonProperty("protected") boolean isProtected,
        @JsonProperty("service_route") List<String> serviceRoute,
        @Nullable String expires) {}
