package org.gatehouse.ims.scscf.registrar;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What the registration of an implicit set wants done. */
public sealed interface RegistrarEffect {
    /** Ask the HSS; the outcome comes back as {@link RegistrarEvent.HssAnswered}. */
    record Ask(ServerAssignment request) implements RegistrarEffect {}

    /** Tell the HSS; its answer changes nothing. */
    record Tell(ServerAssignment request) implements RegistrarEffect {}

    /**
     * SM10: 200.
     *
     * @param bindings all contacts now; none after a deregistration
     * @param associated identities for P-Associated-URI: the implicit set in the order of the HSS,
     *     barred ones left out
     */
    record Confirm(RegisterRequest request, Bindings bindings, List<String> associated)
            implements RegistrarEffect {
        public Confirm {
            associated = List.copyOf(associated);
        }
    }

    record Refuse(RegisterRequest request, Refusal refusal) implements RegistrarEffect {}

    /**
     * The HSS ended the registration: the contacts are gone. Whoever has subscribed to the
     * registration state (reg event, TS 24.229 clause 5.4.2.1) is to be told of these contacts.
     */
    record Terminated(ImplicitSet set, Bindings removed, Reason reason)
            implements RegistrarEffect {}

    /** The S-CSCF itself ended the registration: the contacts are gone. */
    record Ended(ImplicitSet set, Bindings removed) implements RegistrarEffect {}

    /** The set has another profile; subscribers to the registration state are to be told. */
    record ProfileChanged(ImplicitSet set) implements RegistrarEffect {}

    /** The last contact of the set ran out. */
    record Expired(String impi, String impu) implements RegistrarEffect {}
}
