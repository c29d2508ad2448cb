package org.gatehouse.ims.core.sip;

/** Canonical texts of public identities, SIP, SIPS or tel, to be compared as strings. */
public final class AddressOfRecord {
    /**
     * Canonical text of a public identity: of a SIP URI its {@link SipUri#addressOfRecord}, of a
     * tel URI its number without visual separators and parameters (phone-context kept where the
     * number is local).
     */
    public static String of(String uri) throws SipParseException {
        throw new UnsupportedOperationException();
    }

    private AddressOfRecord() {}
}
