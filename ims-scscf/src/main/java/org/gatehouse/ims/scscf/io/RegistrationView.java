package org.gatehouse.ims.scscf.io;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.scscf.registrar.RegistrarState;

/**
 * A registration as /api/registrations shows it.
 *
 * @param impu the identity that was registered first
 * @param impus identities that may be used
 */
public record RegistrationView(
        String impi, String impu, List<String> impus, List<ContactView> contacts) {

    /**
     * One contact.
     *
     * @param expires seconds left
     */
    public record ContactView(String contact, List<String> path, long expires) {}

    static RegistrationView of(RegistrarState.Registered registered, Instant at) {
        return new RegistrationView(
                registered.set().impi(),
                registered.set().impu(),
                registered.set().associated(),
                registered.bindings().list().stream()
                        .map(b -> new ContactView(b.contact(), b.path(), b.secondsLeft(at)))
                        .toList());
    }
}
