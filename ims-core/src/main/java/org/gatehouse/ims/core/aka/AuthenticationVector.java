package org.gatehouse.ims.core.aka;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * RAND, XRES, CK, IK and AUTN: good for one authentication (TS 33.203 clause 6.1.1). The accessors
 * give copies; nothing prints a key.
 */
public final class AuthenticationVector {
    public static final int RAND_LENGTH = 16;
    public static final int AUTN_LENGTH = 16;
    public static final int KEY_LENGTH = 16;

    /** "RES 32 to 128 bit" (TS 33.102 clause 6.3.7). */
    public static final int SHORTEST_RES = 4;

    public static final int LONGEST_RES = 16;

    private final byte[] rand;
    private final byte[] xres;
    private final byte[] ck;
    private final byte[] ik;
    private final byte[] autn;

    /**
     * @param rand 16 octets
     * @param xres 4 to 16 octets
     * @param ck 16 octets
     * @param ik 16 octets
     * @param autn 16 octets
     */
    public AuthenticationVector(byte[] rand, byte[] xres, byte[] ck, byte[] ik, byte[] autn) {
        if (xres.length < SHORTEST_RES || xres.length > LONGEST_RES) {
            throw new IllegalArgumentException(
                    "XRES: " + xres.length + " octets (expected: 4 to 16)");
        }
        this.rand = Octets.require("RAND", rand, RAND_LENGTH).clone();
        this.xres = xres.clone();
        this.ck = Octets.require("CK", ck, KEY_LENGTH).clone();
        this.ik = Octets.require("IK", ik, KEY_LENGTH).clone();
        this.autn = Octets.require("AUTN", autn, AUTN_LENGTH).clone();
    }

    public byte[] rand() {
        return rand.clone();
    }

    public byte[] xres() {
        return xres.clone();
    }

    public byte[] ck() {
        return ck.clone();
    }

    public byte[] ik() {
        return ik.clone();
    }

    public byte[] autn() {
        return autn.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthenticationVector that
                && MessageDigest.isEqual(rand, that.rand)
                && MessageDigest.isEqual(xres, that.xres)
                && MessageDigest.isEqual(ck, that.ck)
                && MessageDigest.isEqual(ik, that.ik)
                && MessageDigest.isEqual(autn, that.autn);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(rand) + Arrays.hashCode(autn);
    }

    @Override
    public String toString() {
        return "AuthenticationVector[masked]";
    }
}
