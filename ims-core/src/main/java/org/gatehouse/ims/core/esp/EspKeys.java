package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;

/**
 * IK_ESP and CK_ESP (TS 33.203 Annex I), the same for all four SAs of a set (clauses 6.2 and 6.3).
 * Nothing prints them; {@link #wipe()} overwrites them.
 */
public final class EspKeys {
    private static final int IM_KEY_OCTETS = 16;
    private static final int DES_KEY_OCTETS = 8;

    private final IntegrityAlgorithm integrity;
    private final EncryptionAlgorithm encryption;
    private final EspKey integrityKey;
    private final EspKey encryptionKey;

    private EspKeys(
            IntegrityAlgorithm integrity,
            EncryptionAlgorithm encryption,
            byte[] integrityKey,
            byte[] encryptionKey) {
        this.integrity = integrity;
        this.encryption = encryption;
        this.integrityKey = new EspKey(EspCrypto.jceName(integrity), integrityKey);
        this.encryptionKey = new EspKey(EspCrypto.jceKeyName(encryption), encryptionKey);
    }

    /**
     * Makes the keys of a set from CK and IK of an AKA run, 16 octets each.
     *
     * @throws WeakKeyException for DES-EDE3-CBC if both halves of CK are the same apart from parity
     */
    public static EspKeys expand(
            IntegrityAlgorithm integrity, EncryptionAlgorithm encryption, byte[] ck, byte[] ik)
            throws WeakKeyException {
        if (ck.length != IM_KEY_OCTETS || ik.length != IM_KEY_OCTETS) {
            throw new IllegalArgumentException(
                    "CK and IK: "
                            + ck.length
                            + " and "
                            + ik.length
                            + " octets (expected: 16 each)");
        }
        byte[] integrityKey =
                switch (integrity) {
                    // "If the selected authentication algorithm is HMAC-MD5-96 then IK_ESP = IK_IM"
                    case HMAC_MD5_96 -> ik.clone();
                    // "by appending 32 zero bits to the end of IK_IM to create a 160-bit string"
                    case HMAC_SHA_1_96 -> Arrays.copyOf(ik, 20);
                };
        if (isWeak(encryption, ck)) {
            throw new WeakKeyException("DES-EDE3-CBC: both halves of CK are the same");
        }
        byte[] encryptionKey =
                switch (encryption) {
                    case NULL -> new byte[0];
                    // "If selected encryption algorithm is AES-CBC ... then CK_ESP = CK_IM"
                    case AES_CBC -> ck.clone();
                    case DES_EDE3_CBC -> tripleDes(ck);
                };
        return new EspKeys(integrity, encryption, integrityKey, encryptionKey);
    }

    /**
     * Whether a cipher must not take this CK: "implementations MUST reject keys where k1 = k2 or k2
     * = k3" (RFC 2451 clause 2.3), the parity bits, which the cipher does not use, aside. Every
     * 3DES key of Annex I has k1 = k3, which is allowed.
     */
    public static boolean isWeak(EncryptionAlgorithm encryption, byte[] ck) {
        if (encryption != EncryptionAlgorithm.DES_EDE3_CBC) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < DES_KEY_OCTETS; i++) {
            difference |= (ck[i] ^ ck[DES_KEY_OCTETS + i]) & 0xFE;
        }
        return difference == 0;
    }

    /** Keys as they are, for tools and published vectors. */
    public static EspKeys ofRaw(
            IntegrityAlgorithm integrity,
            EncryptionAlgorithm encryption,
            byte[] integrityKey,
            byte[] encryptionKey) {
        return new EspKeys(integrity, encryption, integrityKey.clone(), encryptionKey.clone());
    }

    /**
     * "CK_ESP = CK_IM1 || CK_IM2 || CK_IM1, after adjusting parity bits to comply with RFC 2451".
     */
    private static byte[] tripleDes(byte[] ck) {
        byte[] key = Arrays.copyOf(ck, 3 * DES_KEY_OCTETS);
        System.arraycopy(ck, 0, key, 2 * DES_KEY_OCTETS, DES_KEY_OCTETS);
        for (int i = 0; i < key.length; i++) {
            key[i] = withOddParity(key[i]);
        }
        return key;
    }

    private static byte withOddParity(byte octet) {
        int sevenBits = octet & 0xFE;
        return (byte) (sevenBits | (~Integer.bitCount(sevenBits) & 1));
    }

    public IntegrityAlgorithm integrity() {
        return integrity;
    }

    public EncryptionAlgorithm encryption() {
        return encryption;
    }

    EspKey macKey() {
        return integrityKey;
    }

    EspKey cipherKey() {
        return encryptionKey;
    }

    /** IK_ESP in clear, a copy: only for a tool or a key file that was asked for. */
    public byte[] revealIntegrityKey() {
        return integrityKey.getEncoded();
    }

    /**
     * CK_ESP in clear, a copy, empty for null: only for a tool or a key file that was asked for.
     */
    public byte[] revealEncryptionKey() {
        return encryptionKey.getEncoded();
    }

    /** Overwrites the keys, also where the objects of this thread still hold them. */
    public void wipe() {
        EspCrypto.ofThread().forget(this);
        integrityKey.destroy();
        encryptionKey.destroy();
    }

    @Override
    public String toString() {
        return "EspKeys[" + integrity.token() + ", " + encryption.token() + ", masked]";
    }
}
