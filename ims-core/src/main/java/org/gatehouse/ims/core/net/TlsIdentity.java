package org.gatehouse.ims.core.net;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a core entity shows its peers, and whom it believes: both sides of a connection show a
 * certificate.
 *
 * @param chain own certificate first, then those that lead to a root
 * @param roots certificates that a peer's chain has to end in; a root of the operator's own, for
 *     every certificate below it speaks for a core entity
 */
public record TlsIdentity(
        List<X509Certificate> chain, PrivateKey key, List<X509Certificate> roots) {
    public TlsIdentity {
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
    }

    /** Whom it names; nothing of the key. */
    @Override
    public String toString() {
        return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
