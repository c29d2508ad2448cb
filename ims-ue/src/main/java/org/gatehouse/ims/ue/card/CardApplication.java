package org.gatehouse.ims.ue.card;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The applications that IMS can use (ETSI TS 101 220 annex E: 3GPP's RID and their numbers). */
public enum CardApplication {
    ISIM("a0000000871004"),
    USIM("a0000000871002");

    private final String prefix;

    CardApplication(String prefix) {
        this.prefix = prefix;
    }

    /** RID and application code: the beginning of its name, which SELECT takes too. */
    byte[] prefix() {
        return HexFormat.of().parseHex(prefix);
    }

    static Optional<CardApplication> of(byte[] aid) {
        return Arrays.stream(values())
                .filter(kind -> HexFormat.of().formatHex(aid).startsWith(kind.prefix))
                .findFirst();
    }
}
