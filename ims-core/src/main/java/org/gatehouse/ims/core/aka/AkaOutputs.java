package org.gatehouse.ims.core.aka;

/** What f1 to f5* make of one RAND, SQN and AMF; the accessors give copies. */
public final class AkaOutputs {
    private final byte[] macA;
    private final byte[] macS;
    private final byte[] res;
    private final byte[] ck;
    private final byte[] ik;
    private final long ak;
    private final long akStar;

    AkaOutputs(byte[] macA, byte[] macS, byte[] res, byte[] ck, byte[] ik, long ak, long akStar) {
        this.macA = macA;
        this.macS = macS;
        this.res = res;
        this.ck = ck;
        this.ik = ik;
        this.ak = ak;
        this.akStar = akStar;
    }

    /** f1: the network's MAC, 8 octets (TUAK: up to 32). */
    public byte[] macA() {
        return macA.clone();
    }

    /** f1*: the MAC of a resynchronisation, as long as that of f1. */
    public byte[] macS() {
        return macS.clone();
    }

    /** f2: the response, 4 to 16 octets (TUAK: up to 32). */
    public byte[] res() {
        return res.clone();
    }

    /** f3: the cipher key, 16 octets (TUAK: or 32). */
    public byte[] ck() {
        return ck.clone();
    }

    /** f4: the integrity key, 16 octets (TUAK: or 32). */
    public byte[] ik() {
        return ik.clone();
    }

    /** f5: conceals SQN in AUTN, 48 bits. */
    public long ak() {
        return ak;
    }

    /** f5*: conceals SQN_MS in AUTS, 48 bits. */
    public long akStar() {
        return akStar;
    }

    @Override
    public String toString() {
        return "AkaOutputs[masked]";
    }
}
