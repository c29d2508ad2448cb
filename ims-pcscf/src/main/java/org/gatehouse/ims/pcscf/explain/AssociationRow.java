package org.gatehouse.ims.pcscf.explain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * One unidirectional SA as /api/associations shows it: the row of TS 33.203 clause 7.1 rule 1. No
 * keys.
 *
 * @param set registration, current, old or ending
 * @param direction in: from the UE; out: to the UE
 * @param expires instant in ISO 8601
 * @param packets packets that passed
 * @param drops packets refused on this SA's set, by reason
 */
public record AssociationRow(
        String impi,
        List<String> impus,
        String set,
        @JsonProperty("set_id") String setId,
        String direction,
        @JsonProperty("ue_address") String ueAddress,
        @JsonProperty("pcscf_address") String pcscfAddress,
        long spi,
        Ports ports,
        String alg,
        String ealg,
        String mode,
        String expires,
        long packets,
        Map<String, Long> drops) {
    /** (port_uc, port_ps) or (port_us, port_pc). */
    public record Ports(int ue, int pcscf) {}
}
