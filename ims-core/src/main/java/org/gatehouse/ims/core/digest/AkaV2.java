package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What AKAv2 derives from RES, IK and CK (RFC 4169 clause 3): a password that is bound to the keys,
 * and keys that are not those of AKAv1. The PRF is HMAC with the hash of the algorithm.
 */
public final class AkaV2 {
    private AkaV2() {}

    /** "base64 [..] PRF(RES || IK || CK, "http-digest-akav2-password")". */
    public static byte[] password(DigestAlgorithm hash, byte[] res, byte[] ik, byte[] ck) {
        byte[] key = new byte[res.length + ik.length + ck.length];
        System.arraycopy(res, 0, key, 0, res.length);
        System.arraycopy(ik, 0, key, res.length, ik.length);
        System.arraycopy(ck, 0, key, res.length + ik.length, ck.length);
        return Base64.getEncoder().encode(prf(hash, key, "http-digest-akav2-password"));
    }

    /** IK': "PRF(IK, "http-digest-akav2-integritykey")". */
    public static byte[] integrityKey(DigestAlgorithm hash, byte[] ik) {
        return prf(hash, ik, "http-digest-akav2-integritykey");
    }

    /** CK': "PRF(CK, "http-digest-akav2-cipherkey")". */
    public static byte[] cipherKey(DigestAlgorithm hash, byte[] ck) {
        return prf(hash, ck, "http-digest-akav2-cipherkey");
    }

    private static byte[] prf(DigestAlgorithm hash, byte[] key, String label) {
        try {
            Mac mac = Mac.getInstance(hash.hmacName());
            mac.init(new SecretKeySpec(key, hash.hmacName()));
            return mac.doFinal(label.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + hash.hmacName(), e);
        }
    }
}
