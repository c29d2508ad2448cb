package org.gatehouse.ims.core.aka;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation function of TS 33.220 Annex B: HMAC-SHA-256 over FC and the parameters. */
public final class KeyDerivation {
    /** A length is written in two octets. */
    private static final int LONGEST_PARAMETER = 0xFFFF;

    private KeyDerivation() {}

    /**
     * "derived key = HMAC-SHA-256 ( Key , S )", "S = FC || P0 || L0 || P1 || L1 || ..": 32 octets.
     *
     * @param fc one octet, names the use
     * @param parameters P0, P1 and so on, up to 65,535 octets each
     */
    public static byte[] derive(byte[] key, int fc, byte[]... parameters) {
        ByteArrayOutputStream s = new ByteArrayOutputStream();
        s.write(fc);
        for (byte[] parameter : parameters) {
            if (parameter.length > LONGEST_PARAMETER) {
                throw new IllegalArgumentException(
                        "KDF parameter: " + parameter.length + " octets (expected: up to 65535)");
            }
            s.writeBytes(parameter);
            s.write(parameter.length >>> 8);
            s.write(parameter.length);
        }
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            return hmac.doFinal(s.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
