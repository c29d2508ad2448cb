package org.gatehouse.ims.hss.subscriber;

import java.security.MessageDigest;
import java.util.Arrays;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.Milenage;
import org.jspecify.annotations.Nullable;

/**
 * The long-term secrets of a subscription: K and OPc of Milenage, with the AMF of its vectors. They
 * leave towards the store alone, and nothing prints them.
 */
public final class SubscriberKey {
    private static final int KEY_LENGTH = 16;
    private static final int AMF_LENGTH = 2;

    private final byte[] k;
    private final byte[] opc;
    private final byte[] amf;

    private SubscriberKey(byte[] k, byte[] opc, byte[] amf) {
        this.k = require("K", k, KEY_LENGTH);
        this.opc = require("OPc", opc, KEY_LENGTH);
        this.amf = require("AMF", amf, AMF_LENGTH);
    }

    /** A key with OPc: 16, 16 and 2 octets. */
    public static SubscriberKey ofOpc(byte[] k, byte[] opc, byte[] amf) {
        return new SubscriberKey(k, opc, amf);
    }

    /** A key with the operator's OP: 16, 16 and 2 octets. */
    public static SubscriberKey ofOp(byte[] k, byte[] op, byte[] amf) {
        return new SubscriberKey(k, Milenage.opc(k, op), amf);
    }

    public byte[] k() {
        return k.clone();
    }

    public byte[] opc() {
        return opc.clone();
    }

    public byte[] amf() {
        return amf.clone();
    }

    /** The functions f1 to f5* of this subscriber. */
    public AkaAlgorithm algorithm() {
        return new Milenage(k, opc);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubscriberKey that
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
