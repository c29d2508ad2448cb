package org.gatehouse.ims.ue.testlab;

import java.util.Locale;
import org.gatehouse.ims.ue.cli.LabSubscriber;

/**
 * A subscription and what is on its card.
 *
 * @param impi private identity
 * @param impu public identity to register
 * @param homeDomain home network domain name
 * @param k key K, 32 hex digits
 * @param opc OPc, 32 hex digits
 */
public record Subscriber(String impi, String impu, String homeDomain, String k, String opc) {
    /** Subscriber n of a lab, from 1: with the key of TS 35.208 test set 3, as all of them. */
    static Subscriber ofLab(int n, String homeDomain) {
        String impi = String.format(Locale.ROOT, "00101%010d@%s", n, homeDomain);
        return new Subscriber(impi, "sip:" + impi, homeDomain, LabSubscriber.K, LabSubscriber.OPC);
    }

    /** The same with another K: a card that is not the subscriber's. */
    public Subscriber withK(String hex) {
        return new Subscriber(impi, impu, homeDomain, hex, opc);
    }

    /** The same with another public identity. */
    public Subscriber withImpu(String other) {
        return new Subscriber(impi, other, homeDomain, k, opc);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "Subscriber[" + impi + ", " + impu + "]";
    }
}
