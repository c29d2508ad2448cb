package org.gatehouse.ims.core.digest;

/** CK and IK of a challenge, for the P-CSCF alone; the accessors give copies. */
public final class AkaKeys {
    private final byte[] ck;
    private final byte[] ik;

    AkaKeys(byte[] ck, byte[] ik) {
        this.ck = ck;
        this.ik = ik;
    }

    /** 16 octets. */
    public byte[] ck() {
        return ck.clone();
    }

    /** 16 octets. */
    public byte[] ik() {
        return ik.clone();
    }

    @Override
    public String toString() {
        return "AkaKeys[masked]";
    }
}
