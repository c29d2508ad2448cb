package org.gatehouse.ims.scscf.icscf;

import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterIdentity;
import org.gatehouse.ims.scscf.register.RegisterReader;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER for which an S-CSCF is looked for.
 *
 * @param question what the HSS is asked
 * @param integrityProtected whether it came over SAs of the S-CSCF that serves the user
 */
public record LocateRequest(
        SipRequest sip, UserAuthorization question, boolean integrityProtected) {
    /** Characters of a visited network's name; longer ones are cut. */
    private static final int MAX_VISITED_NETWORK = 255;

    /** What Proxy-Require may demand of an I-CSCF: nothing. */
    private static final Set<String> UNDERSTOOD = Set.of();

    /** What reading a request comes to. */
    public sealed interface Reading {
        record Read(LocateRequest request) implements Reading {}

        record Unreadable(Refusal refusal) implements Reading {}
    }

    /**
     * Reads a request that came to the I-CSCF.
     *
     * @param homeNetwork the network visited where the request names none
     */
    public static Reading read(SipRequest sip, String homeNetwork) {
        Optional<RequestFault> fault = RequestCheck.asProxy(sip, UNDERSTOOD);
        if (fault.isPresent()) {
            return new Reading.Unreadable(new Refusal.Invalid(fault.get()));
        }
        try {
            RegisterIdentity identity = RegisterIdentity.of(sip);
            UserAuthorization.Type type =
                    RegisterReader.contacts(sip).onlyRemoves()
                            ? UserAuthorization.Type.DE_REGISTRATION
                            : UserAuthorization.Type.REGISTRATION;
            String visited = visitedNetwork(sip.header("P-Visited-Network-ID"), homeNetwork);
            return new Reading.Read(
                    new LocateRequest(
                            sip,
                            new UserAuthorization(identity.impi(), identity.impu(), visited, type),
                            RegisterReader.isProtected(identity.credentials())));
        } catch (SipParseException e) {
            return new Reading.Unreadable(new Refusal.Malformed(e.message()));
        }
    }

    /**
     * Whether another S-CSCF may take it if the first does not answer: not where the P-CSCF found
     * it protected, for then the user is registered there (TS 24.229 clause 5.3.1.3). What takes
     * back a registration has to reach the server that has it, too.
     */
    boolean mayGoElsewhere() {
        return !integrityProtected && question.type() != UserAuthorization.Type.DE_REGISTRATION;
    }

    /** The question of the capabilities that another S-CSCF has to have. */
    UserAuthorization capabilitiesQuestion() {
        return new UserAuthorization(
                question.impi(),
                question.impu(),
                question.visitedNetwork(),
                UserAuthorization.Type.REGISTRATION_AND_CAPABILITIES);
    }

    /** A token or a quoted string (RFC 7315 clause 4.3), without parameters. */
    private static String visitedNetwork(@Nullable String header, String homeNetwork) {
        if (header == null || header.isBlank()) {
            return homeNetwork;
        }
        String value = header.strip();
        if (value.startsWith("\"")) {
            int end = value.indexOf('"', 1);
            value = end < 0 ? value.substring(1) : value.substring(1, end);
        } else {
            value = value.split("[;,]", 2)[0].strip();
        }
        return value.substring(0, Math.min(value.length(), MAX_VISITED_NETWORK));
    }
}
