package org.gatehouse.ims.ue.card;

import java.util.HexFormat;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;

/** Keys, vectors and cards of the tests. */
public final class Cards {
    public static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    public static final String IMPI = "001010000000001@" + DOMAIN;
    public static final String IMPU = "sip:+15550001@example.org";
    public static final String IMSI = "001010000000001";

    private static final byte[] AMF = {(byte) 0x80, 0};

    private Cards() {}

    /** TS 35.208 test set 3. */
    public static Milenage keys() {
        return new Milenage(
                HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"));
    }

    public static SoftIsim aka() {
        return new SoftIsim(keys(), SqnArray.fresh());
    }

    public static AuthenticationVector vector(long sqn) {
        return AuthVectors.generate(keys(), new byte[16], sqn, AMF);
    }

    /** A card with both applications, with keys of their own each. */
    public static SimulatedUicc both() {
        return isimOnly().withUsim(aka(), IMSI, 2);
    }

    public static SimulatedUicc isimOnly() {
        return new SimulatedUicc().withIsim(aka(), IMPI, DOMAIN, "tel:+15550001", IMPU);
    }

    public static SimulatedUicc usimOnly() {
        return new SimulatedUicc().withUsim(aka(), IMSI, 2);
    }
}
