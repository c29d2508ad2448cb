package org.gatehouse.ims.hss.subscriber;

import java.security.MessageDigest;
import java.util.Arrays;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.jspecify.annotations.Nullable;

/**
 * The long-term secrets of a subscription: K and OPc of Milenage, or what another algorithm set has
 * in their place, with the AMF of its vectors. They leave towards the store alone, and nothing
 * prints them.
 */
public final class SubscriberKey {
    private static final int AMF_LENGTH = 2;

    private final AlgorithmSet set;
    private final byte[] k;
    private final byte[] opc;
    private final byte[] amf;

    private SubscriberKey(AlgorithmSet set, byte[] k, byte[] opc, byte[] amf) {
        if (!set.takesKeyOf(k.length)) {
            throw new IllegalArgumentException(
                    "K: "
                            + k.length
                            + " octets (expected: another length for "
                            + set.token()
                            + ")");
        }
        this.set = set;
        this.k = k.clone();
        this.opc = require("OPc", opc, set.operatorLength());
        this.amf = require("AMF", amf, AMF_LENGTH);
    }

    /**
     * The key of any set.
     *
     * @param k 16 octets; with TUAK also 32
     * @param opc OPc of 16 octets, TOPc of 32, or none
     * @param amf 2 octets
     */
    public static SubscriberKey of(AlgorithmSet set, byte[] k, byte[] opc, byte[] amf) {
        return new SubscriberKey(set, k, opc, amf);
    }

    /** A key of Milenage with OPc: 16, 16 and 2 octets. */
    public static SubscriberKey ofOpc(byte[] k, byte[] opc, byte[] amf) {
        return new SubscriberKey(AlgorithmSet.MILENAGE, k, opc, amf);
    }

    public AlgorithmSet set() {
        return set;
    }

    public byte[] k() {
        return k.clone();
    }

    /** OPc of Milenage, TOPc of TUAK, or no octets. */
    public byte[] opc() {
        return opc.clone();
    }

    public byte[] amf() {
        return amf.clone();
    }

    /** The functions f1 to f5* of this subscriber. */
    public AkaAlgorithm algorithm() {
        return set.of(k, opc);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubscriberKey that
                && set == that.set
                && MessageDigest.isEqual(k, that.k)
                && MessageDigest.isEqual(opc, that.opc)
                && MessageDigest.isEqual(amf, that.amf);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(amf);
    }

    @Override
    public String toString() {
        return "SubscriberKey[masked]";
    }

    private static byte[] require(String name, byte[] value, int length) {
        if (value.length != length) {
            throw new IllegalArgumentException(
                    name + ": " + value.length + " octets (expected: " + length + ")");
        }
        return value.clone();
    }
}
