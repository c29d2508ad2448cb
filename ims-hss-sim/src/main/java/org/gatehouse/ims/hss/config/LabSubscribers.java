package org.gatehouse.ims.hss.config;

import java.util.AbstractList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;

/**
 * Subscribers 1..N of the lab. All have the key of TS 35.208 test set 3, which the whole world
 * knows: nothing but a laboratory may run with them.
 */
public final class LabSubscribers {
    private static final SubscriberKey KEY =
            SubscriberKey.ofOpc(
                    HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                    HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"),
                    HexFormat.of().parseHex("8000"));

    private LabSubscribers() {}

    /** The subscribers 1 to {@code count} of a home domain. */
    public static List<Subscriber> of(String homeDomain, int count) {
        return new AbstractList<>() {
            @Override
            public Subscriber get(int index) {
                return subscriber(homeDomain, index + 1);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    /** Subscriber n, from 1: MCC 001, MNC 01, and ten digits of their own. */
    static Subscriber subscriber(String homeDomain, int n) {
        String impi = String.format(Locale.ROOT, "00101%010d@%s", n, homeDomain);
        // +999 is a country code that nobody has
        String tel = String.format(Locale.ROOT, "tel:+99901%010d", n);
        return new Subscriber(impi, KEY, List.of(ImplicitSet.of("sip:" + impi, tel)));
    }
}
