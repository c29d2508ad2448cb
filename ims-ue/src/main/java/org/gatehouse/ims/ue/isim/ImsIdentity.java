package org.gatehouse.ims.ue.isim;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who registers: what an ISIM holds (TS 33.203 clause 8.1), or what is made of the IMSI where there
 * is a USIM alone.
 *
 * @param impi private identity, a NAI
 * @param impus public identities, the one to register first; at least one
 * @param homeDomain home network domain name
 */
public record ImsIdentity(String impi, List<String> impus, String homeDomain) {
    private static final Pattern IMPI =
            Pattern.compile("[^@\\s\"<>;,:\\\\]{1,200}(@[A-Za-z0-9.-]{1,253})?");
    private static final Pattern SIP_URI = Pattern.compile("sips?:[^\\s\"<>;,?]{1,400}");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    /** "not more than 15 digits" (TS 23.003 clause 2.2), and no less than MCC, MNC and one more. */
    private static final Pattern IMSI = Pattern.compile("[0-9]{6,15}");

    private static final int MCC_LENGTH = 3;

    /** Canada, and the United States with their territories: all their MNCs have three digits. */
    private static final Pattern MCC_OF_LONG_MNC = Pattern.compile("302|31[0-6]");

    /**
     * Nothing that could break a SIP message gets in.
     *
     * @throws IllegalArgumentException saying which part is wrong, and what is expected
     */
    public ImsIdentity {
        impus = List.copyOf(impus);
        check(IMPI, "private identity", impi, "user@realm");
        if (impus.isEmpty()) {
            throw new IllegalArgumentException("no public identity (expected: a SIP URI)");
        }
        check(SIP_URI, "public identity", impus.getFirst(), "a SIP URI, sip:user@domain");
        check(DOMAIN, "home domain", homeDomain, "a domain name");
    }

    /**
     * An identity that was typed in.
     *
     * @param homeDomain home network domain name, or null: the realm of the private identity
     * @throws IllegalArgumentException if a part is wrong or missing
     */
    public static ImsIdentity typed(String impi, @Nullable String homeDomain) {
        if (homeDomain == null && !impi.contains("@")) {
            throw new IllegalArgumentException(
                    "no home domain (expected: --impi user@domain, or --home-domain NAME)");
        }
        String realm = impi.substring(impi.indexOf('@') + 1);
        return new ImsIdentity(
                impi, List.of("sip:" + impi), homeDomain == null ? realm : homeDomain);
    }

    /**
     * The identity of a USIM's owner: home network domain name, private identity and temporary
     * public identity (TS 23.003 clauses 13.2, 13.3 and 13.4B).
     *
     * @param imsi 6 to 15 digits
     * @param mncLength 2 or 3, or null where nothing tells: 3 in North America, else 2
     * @throws IllegalArgumentException if the IMSI is not one
     */
    public static ImsIdentity ofImsi(String imsi, @Nullable Integer mncLength) {
        check(IMSI, "IMSI", imsi, "6 to 15 digits");
        String mcc = imsi.substring(0, MCC_LENGTH);
        int length = mncLength == null ? usualMncLength(mcc) : mncLength;
        if (length != 2 && length != 3) {
            throw new IllegalArgumentException("MNC length: " + length + " (expected: 2 or 3)");
        }
        String mnc = imsi.substring(MCC_LENGTH, MCC_LENGTH + length);
        // an MNC of two digits gets a zero in front (TS 23.003 clause 13.2)
        String domain =
                String.format(
                        Locale.ROOT,
                        "ims.mnc%s.mcc%s.3gppnetwork.org",
                        length == 2 ? "0" + mnc : mnc,
                        mcc);
        String impi = imsi + "@" + domain;
        return new ImsIdentity(impi, List.of("sip:" + impi), domain);
    }

    /** The public identity to register. */
    public String impu() {
        return impus.getFirst();
    }

    /** The same owner under another public identity. */
    public ImsIdentity withImpu(String other) {
        return new ImsIdentity(impi, List.of(other), homeDomain);
    }

    private static int usualMncLength(String mcc) {
        return MCC_OF_LONG_MNC.matcher(mcc).matches() ? 3 : 2;
    }

    private static void check(Pattern pattern, String what, String value, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + value + "' (expected: " + expected + ")");
        }
    }
}
