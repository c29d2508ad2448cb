package org.gatehouse.ims.core.ipsec;

import java.util.Arrays;

/**
 * CK and IK of one AKA run, 16 octets each. {@link #wipe()} overwrites them when the set is gone;
 * nothing prints them.
 */
public final class SessionKeys {
    private final byte[] ck;
    private final byte[] ik;

    public SessionKeys(byte[] ck, byte[] ik) {
        if (ck.length != 16 || ik.length != 16) {
            throw new IllegalArgumentException(
                    "CK and IK: "
                            + ck.length
                            + " and "
                            + ik.length
                            + " octets (expected: 16 each)");
        }
        this.ck = ck.clone();
        this.ik = ik.clone();
    }

    /** A copy of CK. */
    public byte[] ck() {
        return ck.clone();
    }

    /** A copy of IK. */
    public byte[] ik() {
        return ik.clone();
    }

    public void wipe() {
        Arrays.fill(ck, (byte) 0);
        Arrays.fill(ik, (byte) 0);
    }

    @Override
    public String toString() {
        return "SessionKeys[masked]";
    }
}
