package org.gatehouse.ims.core.diameter.cx;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MAR: authentication vectors, please (TS 29.228 clause 6.3, TS 29.229 clause 6.1.7). It also has
 * the HSS store the S-CSCF's name and mark authentication as pending.
 *
 * @param impi User-Name
 * @param impu Public-Identity
 * @param serverName SIP URI of the S-CSCF
 * @param items number of vectors asked for, 1 or more
 * @param scheme SIP-Authentication-Scheme, {@link #DIGEST_AKA_V1_MD5} from our own CSCFs
 * @param resync RAND and AUTS of a synchronization failure, or null
 */
public record MultimediaAuth(
        String impi,
        String impu,
        String serverName,
        int items,
        String scheme,
        @Nullable Resync resync)
        implements CxRequest {

    /** TS 29.229 clause 6.3.9: "Digest-AKAv1-MD5". */
    public static final String DIGEST_AKA_V1_MD5 = "Digest-AKAv1-MD5";

    public MultimediaAuth {
        if (items < 1) {
            throw new IllegalArgumentException("items: " + items + " (expected: >= 1)");
        }
    }

    /** A request for IMS AKA vectors. */
    public MultimediaAuth(
            String impi, String impu, String serverName, int items, @Nullable Resync resync) {
        this(impi, impu, serverName, items, DIGEST_AKA_V1_MD5, resync);
    }

    @Override
    public String shardKey() {
        return impi;
    }

    /**
     * What the UE answered to a challenge whose SQN it would not take.
     *
     * @param rand RAND of that challenge, 16 octets; not changed by anyone
     * @param auts AUTS, 14 octets; not changed by anyone
     */
    public record Resync(byte[] rand, byte[] auts) {
        public static final int RAND_OCTETS = 16;
        public static final int AUTS_OCTETS = 14;

        public Resync {
            if (rand.length != RAND_OCTETS || auts.length != AUTS_OCTETS) {
                throw new IllegalArgumentException(
                        "RAND and AUTS: "
                                + rand.length
                                + " and "
                                + auts.length
                                + " octets (expected: 16 and 14)");
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Resync that
                    && MessageDigest.isEqual(rand, that.rand)
                    && MessageDigest.isEqual(auts, that.auts);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(rand) + Arrays.hashCode(auts);
        }
    }
}
