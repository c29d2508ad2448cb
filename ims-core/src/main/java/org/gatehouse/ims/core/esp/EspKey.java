package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key that can be wiped; SecretKeySpec keeps its copy until the collector comes. */
@SuppressWarnings("serial") // never serialised: writeReplace refuses
final class EspKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final byte[] octets;
    private boolean destroyed;

    /**
     * A key.
     *
     * @param octets taken over, not copied
     */
    EspKey(String algorithm, byte[] octets) {
        this.algorithm = algorithm;
        this.octets = octets;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return octets.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(octets, (byte) 0);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    private Object writeReplace() {
        throw new UnsupportedOperationException("keys are not serialised");
    }

    @Override
    public String toString() {
        return "EspKey[masked]";
    }
}
