package org.gatehouse.ims.core.diameter.cx;

import java.util.List;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.jspecify.annotations.Nullable;

/**
 * MAA (TS 29.229 clause 6.1.8).
 *
 * @param impi User-Name as asked, or null where the peer left it out
 * @param impu Public-Identity as asked, or null where the peer left it out
 * @param vectors in the order of SIP-Item-Number; only usable ones (a vector with a part of a wrong
 *     length is left out)
 */
public record MultimediaAuthAnswer(
        CxResult result,
        @Nullable String impi,
        @Nullable String impu,
        List<AuthenticationVector> vectors)
        implements CxAnswer {
    public MultimediaAuthAnswer {
        vectors = List.copyOf(vectors);
    }

    /** An answer without vectors. */
    public static MultimediaAuthAnswer refused(CxResult result, MultimediaAuth request) {
        return new MultimediaAuthAnswer(result, request.impi(), request.impu(), List.of());
    }
}
