package org.gatehouse.ims.core.aka;

import java.util.Arrays;

/** The authentication token: concealed SQN, AMF and MAC (TS 33.102 clause 6.3.2). */
public final class Autn {
    private static final int AMF = Octets.SQN_LENGTH;
    private static final int MAC = AMF + 2;

    private final byte[] octets;

    private Autn(byte[] octets) {
        this.octets = octets;
    }

    /** A token as received, 16 octets. */
    public static Autn of(byte[] octets) {
        return new Autn(Octets.require("AUTN", octets, AuthenticationVector.AUTN_LENGTH).clone());
    }

    /**
     * A token put together.
     *
     * @param concealedSqn SQN xor AK
     * @param amf 2 octets
     * @param mac 8 octets
     */
    public static Autn of(long concealedSqn, byte[] amf, byte[] mac) {
        byte[] octets = new byte[AuthenticationVector.AUTN_LENGTH];
        Octets.write48(Octets.requireSqn(concealedSqn), octets, 0);
        System.arraycopy(Octets.require("AMF", amf, 2), 0, octets, AMF, 2);
        System.arraycopy(Octets.require("MAC", mac, 8), 0, octets, MAC, 8);
        return new Autn(octets);
    }

    /** SQN xor AK. */
    public long concealedSqn() {
        return Octets.read48(octets, 0);
    }

    public byte[] amf() {
        return Arrays.copyOfRange(octets, AMF, MAC);
    }

    public byte[] mac() {
        return Arrays.copyOfRange(octets, MAC, octets.length);
    }

    public byte[] octets() {
        return octets.clone();
    }
}
