package org.gatehouse.ims.core.diameter;

/** Vendor numbers (IANA enterprise numbers) that own AVPs we know. */
public final class Vendor {
    /** No Vendor-ID field: the base protocol's own space. */
    public static final int IETF = 0;

    /** 3GPP (TS 29.229 clause 6.3). */
    public static final int TGPP = 10415;

    /** ETSI, owner of Line-Identifier. */
    public static final int ETSI = 13019;

    private Vendor() {}
}
