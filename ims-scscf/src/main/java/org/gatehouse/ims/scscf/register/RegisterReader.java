package org.gatehouse.ims.scscf.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Reads a REGISTER once, so that the machines behind need not look into messages. */
public final class RegisterReader {
    /** Contacts of one REGISTER: a UE sends one, a few relay boxes two. */
    static final int MAX_CONTACTS = 10;

    /** Path values of one REGISTER: P-CSCF, and an IBCF or two between networks. */
    static final int MAX_PATH = 10;

    /** Characters of IMPI and IMPU: an NAI may have 253 (RFC 4282), a URI a few more. */
    static final int MAX_IDENTITY = 320;

    /** Expires is "decimal integer in the range 0 to (2**32)-1" (RFC 3261 clause 20.19). */
    private static final long MAX_EXPIRES = (1L << 32) - 1;

    /** What Require may demand of a registrar. */
    private static final Set<String> UNDERSTOOD = Set.of("path");

    private RegisterReader() {}

    /** What reading comes to. */
    public sealed interface Reading {
        record Read(RegisterRequest request) implements Reading {}

        record Unreadable(Refusal refusal) implements Reading {}
    }

    /** Reads a REGISTER. */
    public static Reading read(long ticket, SipRequest sip) {
        Optional<RequestFault> fault = RequestCheck.asServer(sip, UNDERSTOOD);
        if (fault.isPresent()) {
            return new Reading.Unreadable(new Refusal.Invalid(fault.get()));
        }
        try {
            RegisterIdentity identity = RegisterIdentity.of(sip);
            requireShort("IMPI", identity.impi());
            requireShort("IMPU", identity.impu());
            List<String> path = sip.headerValues("Path");
            sip.addresses("Path");
            if (path.size() > MAX_PATH) {
                throw new SipParseException("Path: " + path.size() + " values (expected: <= 10)");
            }
            return new Reading.Read(
                    new RegisterRequest(
                            ticket,
                            sip,
                            identity.impi(),
                            identity.impu(),
                            identity.credentials(),
                            isProtected(identity.credentials()),
                            contacts(sip),
                            path));
        } catch (SipParseException e) {
            return new Reading.Unreadable(new Refusal.Malformed(e.message()));
        }
    }

    /** Whether the P-CSCF says that the REGISTER came over SAs. */
    public static boolean isProtected(@Nullable DigestCredentials credentials) {
        return credentials != null && "yes".equalsIgnoreCase(credentials.integrityProtected());
    }

    private static void requireShort(String what, String identity) throws SipParseException {
        if (identity.length() > MAX_IDENTITY) {
            throw new SipParseException(
                    what + ": " + identity.length() + " characters (expected: <= 320)");
        }
    }

    /** What a REGISTER wants done to the bindings. */
    public static ContactChange contacts(SipRequest sip) throws SipParseException {
        List<String> values = sip.headerValues("Contact");
        OptionalLong expires = sip.expires();
        if (values.isEmpty()) {
            return new ContactChange.Fetch();
        }
        if (values.size() > MAX_CONTACTS) {
            throw new SipParseException("Contact: " + values.size() + " (expected: <= 10)");
        }
        List<ContactUpdate> updates = new ArrayList<>();
        for (String value : values) {
            NameAddress contact = NameAddress.parse(value);
            if (contact.isWildcard()) {
                return wildcard(values, expires);
            }
            updates.add(
                    new ContactUpdate(
                            ContactAddress.of(contact),
                            ContactText.withoutExpires(value),
                            expiresOf(contact, expires)));
        }
        return new ContactChange.Update(updates);
    }

    /**
     * "If the request has additional Contact fields or an expiration time other than zero, the
     * request is invalid, and the server MUST return a 400" (RFC 3261 clause 10.3).
     */
    private static ContactChange wildcard(List<String> values, OptionalLong expires)
            throws SipParseException {
        if (values.size() != 1 || expires.isEmpty() || expires.getAsLong() != 0) {
            throw new SipParseException("Contact: * (expected: alone, and with Expires: 0)");
        }
        return new ContactChange.RemoveAll();
    }

    /** "Malformed values SHOULD be treated as equivalent to 3600": as if nothing was asked for. */
    private static OptionalLong expiresOf(NameAddress contact, OptionalLong header) {
        String parameter = contact.params().get("expires");
        if (parameter == null) {
            return header;
        }
        boolean number =
                !parameter.isEmpty() && parameter.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            return OptionalLong.empty();
        }
        // more digits than a long holds are more than the largest Expires in any case
        long value = parameter.length() > 18 ? MAX_EXPIRES : Long.parseLong(parameter);
        return OptionalLong.of(Math.min(value, MAX_EXPIRES));
    }
}
