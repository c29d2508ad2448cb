package org.gatehouse.ims.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.CSeq;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.Via;
import org.gatehouse.ims.core.sip.text.ListValues;

/** One value of a header field: the first octet says which, the rest is its text. */
public final class SipValuesFuzz {
    private static final int LONGEST_REASON = 400;

    private SipValuesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            return; // no value of a message holds one
        }
        try {
            switch ((input[0] & 0xff) % 6) {
                case 0 -> address(NameAddress.parse(text));
                case 1 -> via(Via.parse(text));
                case 2 -> uri(SipUri.parse(text));
                case 3 -> identity(text);
                case 4 -> Holds.same(CSeq.parse(text), CSeq.parse(CSeq.parse(text).toString()), "");
                default -> list(text);
            }
        } catch (SipParseException refused) {
            Holds.shortLine(refused.message(), LONGEST_REASON);
        }
    }

    private static void address(NameAddress address) {
        String text = address.toString();
        try {
            Holds.same(address, NameAddress.parse(text), "address written and read");
            if (!address.isWildcard()) {
                NameAddress tagged = NameAddress.parse(address.withParam("tag", "a b").toString());
                Holds.same("a b", tagged.tag(), "tag");
            }
        } catch (SipParseException refused) {
            throw new AssertionError(text, refused);
        }
    }

    private static void via(Via via) {
        String text = via.toString();
        try {
            Holds.same(via, Via.parse(text), "Via written and read");
            Via seen = Via.parse(via.withParam("received", "2001:db8::1").toString());
            Holds.same("2001:db8::1", seen.received(), "received");
            Holds.that(!via.withoutParam("branch").params().has("branch"), "branch");
        } catch (SipParseException refused) {
            throw new AssertionError(text, refused);
        }
    }

    private static void uri(SipUri uri) {
        String text = uri.toString();
        try {
            Holds.same(uri, SipUri.parse(text), "URI written and read");
            identity(uri.addressOfRecord());
        } catch (SipParseException refused) {
            throw new AssertionError(text, refused);
        }
    }

    /** A canonical text is its own canonical text. */
    private static void identity(String text) throws SipParseException {
        String canonical = AddressOfRecord.of(text);
        try {
            Holds.same(canonical, AddressOfRecord.of(canonical), "canonical text");
        } catch (SipParseException refused) {
            throw new AssertionError(canonical, refused);
        }
    }

    private static void list(String text) {
        List<String> values = new ArrayList<>();
        ListValues.split(text.strip(), values); // as a header field's value comes
        Holds.that(values.size() <= text.length() + 1, "values");
        List<String> again = new ArrayList<>();
        ListValues.split(String.join(",", values), again);
        Holds.same(values, again, "values written and read");
    }
}
