package org.gatehouse.ims.pcscf.register;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/**
 * What a 200 to REGISTER says.
 *
 * @param lifetime time the registration holds from now on; zero if the UE has no contact left
 * @param impus the public identity of To and the implicitly registered ones of P-Associated-URI, as
 *     canonical texts; the default one first
 * @param serviceRoute values of Service-Route, in order
 */
public record Granted(Duration lifetime, List<String> impus, List<String> serviceRoute) {
    /** Longest lifetime counted with: phones ask for 600,000 s; a year is beyond any policy. */
    private static final long LONGEST_SECONDS = 31_536_000;

    /** Public identities of one implicit set that are kept; sets in use have fewer than ten. */
    private static final int MOST_IDENTITIES = 64;

    public Granted {
        impus = List.copyOf(impus);
        serviceRoute = List.copyOf(serviceRoute);
    }

    public boolean isOver() {
        return lifetime.isZero();
    }

    public static Granted of(Register register, SipResponse response) {
        return new Granted(
                Duration.ofSeconds(
                        Math.min(seconds(register.request(), response), LONGEST_SECONDS)),
                identities(register.impu(), response),
                response.headerValues("Service-Route"));
    }

    private static List<String> identities(String impu, SipResponse response) {
        Set<String> known = new TreeSet<>();
        List<String> impus = new ArrayList<>();
        for (String value : response.headerValues("P-Associated-URI")) {
            try {
                String canonical = NameAddress.parse(value).addressOfRecord();
                if (impus.size() < MOST_IDENTITIES && known.add(canonical)) {
                    impus.add(canonical);
                }
            } catch (SipParseException e) {
                // what is no address is no identity of the user
            }
        }
        if (known.add(impu)) {
            impus.add(impu);
        }
        return impus;
    }

    /** The expires of the UE's own contact among those that the registrar lists. */
    private static long seconds(SipRequest request, SipResponse response) {
        List<NameAddress> asked = contacts(request);
        if (!asked.isEmpty() && asked.stream().allMatch(c -> asksForEnd(c, request))) {
            return 0;
        }
        List<NameAddress> granted = contacts(response);
        try {
            long longest = 0;
            boolean found = false;
            for (NameAddress contact : granted) {
                // a REGISTER without Contact asks what there is, and changes nothing
                boolean all = asked.isEmpty() || granted.size() == 1;
                if (all || asked.stream().anyMatch(a -> isSame(a, contact))) {
                    longest = Math.max(longest, expires(contact, response));
                    found = true;
                }
            }
            return found ? longest : response.expires().orElse(0);
        } catch (SipParseException e) {
            return 0;
        }
    }

    /** Those that can be read: another device's strange one must not end this registration. */
    private static List<NameAddress> contacts(SipMessage message) {
        List<NameAddress> contacts = new ArrayList<>();
        for (String value : message.headerValues("Contact")) {
            try {
                contacts.add(NameAddress.parse(value));
            } catch (SipParseException e) {
                // no address to compare with
            }
        }
        return contacts;
    }

    private static boolean asksForEnd(NameAddress contact, SipRequest request) {
        try {
            return expires(contact, request) == 0;
        } catch (SipParseException e) {
            return false;
        }
    }

    private static long expires(NameAddress contact, SipMessage message) throws SipParseException {
        String own = contact.params().get("expires");
        if (own != null && own.matches("\\d{1,10}")) {
            return Long.parseLong(own);
        }
        OptionalLong general = message.expires();
        // "If neither exists, the registrar decides" (RFC 3261 clause 10.2): 3600 is its default
        return general.orElse(3600);
    }

    /** The same address, whatever parameters a registrar adds. */
    private static boolean isSame(NameAddress asked, NameAddress granted) {
        if (asked.uri().equals(granted.uri())) {
            return true;
        }
        try {
            return AddressOfRecord.of(asked.uri()).equals(AddressOfRecord.of(granted.uri()));
        } catch (SipParseException e) {
            return false;
        }
    }
}
