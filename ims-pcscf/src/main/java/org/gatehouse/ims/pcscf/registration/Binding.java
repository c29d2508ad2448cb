package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import java.util.List;

/**
 * A registered public identity with its implicit set.
 *
 * @param impus the identities that registered with it, itself included; the default one first
 */
public record Binding(Instant expires, List<String> impus) {
    public Binding {
        impus = List.copyOf(impus);
    }
}
