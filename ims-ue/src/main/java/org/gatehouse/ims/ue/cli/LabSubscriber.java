package org.gatehouse.ims.ue.cli;

import java.util.Locale;

/**
 * Subscribers of the lab. All have the K and OPc of TS 35.208 test set 3: keys for everybody to
 * read, and for a lab alone.
 */
public final class LabSubscriber {
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    public static final String K = "fec86ba6eb707ed08905757b1bb44b8f";
    public static final String OPC = "1006020f0a478bf6b699f15c062e42b3";

    /** The IMSI's last 10 digits count the subscribers. */
    static final long MOST = 9_999_999_999L;

    private LabSubscriber() {}

    static String impi(long number) {
        return String.format(Locale.ROOT, "00101%010d@%s", number, DOMAIN);
    }
}
