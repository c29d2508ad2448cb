package org.gatehouse.ims.core.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name-addr or addr-spec with the parameters of its header field (RFC 3261 clause 25.1): From,
 * To, Contact, Route, Record-Route, Path, Service-Route, P-Asserted-Identity.
 *
 * @param display display name without quotes and escapes, or null
 * @param uri URI text between the angle brackets, as received; "*" for Contact: *
 * @param params parameters of the header field, not of the URI
 */
public record NameAddress(@Nullable String display, String uri, Parameters params) {
    public static NameAddress parse(String value) throws SipParseException {
        throw new UnsupportedOperationException();
    }

    /** An address without display name and parameters. */
    public static NameAddress of(String uri) {
        return new NameAddress(null, uri, Parameters.NONE);
    }

    public @Nullable String tag() {
        return params.get("tag");
    }

    /** Contact: * of a REGISTER. */
    public boolean isWildcard() {
        return uri.equals("*");
    }

    public SipUri sipUri() throws SipParseException {
        return SipUri.parse(uri);
    }

    /** See {@link AddressOfRecord#of}. */
    public String addressOfRecord() throws SipParseException {
        return AddressOfRecord.of(uri);
    }

    public NameAddress withParam(String name, @Nullable String value) {
        return new NameAddress(display, uri, params.with(name, value));
    }

    /** Values of a list (Route, Contact, …), each parsed. */
    public static List<NameAddress> parseAll(List<String> values) throws SipParseException {
        throw new UnsupportedOperationException();
    }
}
