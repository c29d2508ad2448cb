package org.gatehouse.ims.core.diameter;

/** Data formats of AVPs (RFC 6733 clauses 4.2 to 4.4) with the least number of octets of each. */
public enum AvpType {
    OCTET_STRING(0),
    UTF8_STRING(0),
    IDENTITY(1),
    UNSIGNED32(4),
    ENUMERATED(4),
    ADDRESS(6),
    GROUPED(0);

    private final int minimumOctets;

    AvpType(int minimumOctets) {
        this.minimumOctets = minimumOctets;
    }

    /** Least number of data octets; a Failed-AVP for a missing AVP carries as many zeros. */
    public int minimumOctets() {
        return minimumOctets;
    }

    /** True for formats that are exactly as long as their minimum. */
    public boolean isFixed() {
        return this == UNSIGNED32 || this == ENUMERATED;
    }
}
