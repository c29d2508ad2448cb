package org.gatehouse.ims.pcscf.registration;

import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.PcscfChoice;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent.RegisterCame;
import org.gatehouse.ims.pcscf.table.PortHolder;
import org.jspecify.annotations.Nullable;

/** Whether SM1 may go on, and with which of the UE's offers. */
final class OpeningCheck {
    /** "no more than six SAs per direction": three sets, each with two (clause 7.1 rule 3). */
    static final int MOST_SETS = 3;

    /** SIP without protection, and over TLS. */
    private static final Set<Integer> SIP_PORTS = Set.of(5060, 5061);

    private static final SecurityChoice.Unacceptable NO_ENCAPSULATION =
            new SecurityChoice.Unacceptable(
                    SecurityChoice.Reason.NO_COMMON_MODE,
                    "there is a NAT, and this P-CSCF has no UDP-enc-tun");

    private final RegistrationPolicy policy;

    OpeningCheck(RegistrationPolicy policy) {
        this.policy = policy;
    }

    sealed interface Verdict {}

    /**
     * It goes on.
     *
     * @param choice the offer that a challenge will make SAs of; null for none
     */
    record Passed(SecurityChoice.@Nullable Chosen choice) implements Verdict {}

    record Refused(SipResponse response, Outcome outcome, String detail) implements Verdict {}

    /**
     * Judges a REGISTER that is no answer to the outstanding challenge.
     *
     * @param reports it reports a failure, and needs no offer
     */
    Verdict check(RegistrationState state, RegisterCame event, boolean reports) {
        SecurityList client = event.register().client();
        SecAgreePolicy secAgree = policy.secAgree().at(state.ue().address());
        if (client != null && secAgree == SecAgreePolicy.REFUSED) {
            return notHere(event);
        }
        if (policy.modes().isEmpty()) {
            return new Passed(null);
        }
        if (client == null) {
            boolean needed =
                    secAgree == SecAgreePolicy.REQUIRED && !event.flow().isProtected() && !reports;
            return needed ? missing(event) : new Passed(null);
        }
        // "The set of SPI values in the range 1 through 255 are reserved" (RFC 2406 clause 2.1)
        if (client.spis().stream().anyMatch(Spi::isReserved)) {
            return malformed(event, "an SPI below 256 is reserved");
        }
        List<IpsecMode> modes = modes(state, event);
        if (modes.isEmpty()) {
            return unacceptable(event, NO_ENCAPSULATION);
        }
        return switch (PcscfChoice.choose(
                client, policy.algorithms(), policy.confidentiality(), modes)) {
            case SecurityChoice.Unacceptable no -> unacceptable(event, no);
            case SecurityChoice.Chosen chosen -> checkPorts(state, event, chosen);
        };
    }

    /**
     * "The ports port_us and port_uc are different from the standard SIP ports 5060 and 5061"
     * (clause 7.1).
     */
    private Verdict checkPorts(
            RegistrationState state, RegisterCame event, SecurityChoice.Chosen chosen) {
        return usesSipPort(chosen) && !policy.tolerates(Tolerance.SIP_PORTS, state.ue().address())
                ? malformed(event, portsOf(chosen) + " (expected: neither 5060 nor 5061)")
                : checkTable(state, event, chosen);
    }

    static boolean usesSipPort(SecurityChoice.Chosen chosen) {
        return SIP_PORTS.contains(chosen.ipsec().portC())
                || SIP_PORTS.contains(chosen.ipsec().portS());
    }

    static String portsOf(SecurityChoice.Chosen chosen) {
        return "port-c=" + chosen.ipsec().portC() + " port-s=" + chosen.ipsec().portS();
    }

    /**
     * The modes for this UE, first choice first. Transport mode does not pass a NAT, and a
     * re-registration over UDP-encapsulated SAs makes such again (clause M.7.4): a NAT can't be
     * seen there.
     */
    private List<IpsecMode> modes(RegistrationState state, RegisterCame event) {
        boolean encapsulate = isEncapsulated(state, event.flow()) || isBehindNat(event);
        return policy.modes().stream()
                .filter(mode -> !encapsulate || mode == IpsecMode.UDP_ENCAPSULATED_TUNNEL)
                .toList();
    }

    private static boolean isEncapsulated(RegistrationState state, Flow flow) {
        return state.sets().stream()
                .map(RegistrationState.SetView::info)
                .filter(info -> info.id().equals(flow.protectedBy()))
                .anyMatch(info -> info.mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    /**
     * A source address other than the one in the top Via means a NAT (clause M.7.2): "If the
     * top-most Via header contains a domain name the P-CSCF shall perform the appropriate DNS
     * procedures". A name that nobody knows tells nothing.
     */
    private static boolean isBehindNat(RegisterCame event) {
        return !event.viaAddresses().isEmpty()
                && !event.viaAddresses().contains(event.flow().remote().getAddress());
    }

    /** Rule 3 of clauses 7.1 and M.7.1. */
    private Verdict checkTable(
            RegistrationState state, RegisterCame event, SecurityChoice.Chosen chosen) {
        SipRequest request = event.register().request();
        String tag = event.exchange().tag();
        if (event.portUc() != PortHolder.NOBODY) {
            return taken(event, "client", chosen.ipsec().portC(), event.portUc());
        }
        // "if the P-CSCF has detected that the UE is located behind a NAT [..] the pair
        // (UE_IP_address, UE_protected_server_port) has not yet been associated with entries in
        // the SA_table": this user's own are there, for port_us stays at a re-registration
        if (chosen.ipsec().mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL
                && event.portUs() == PortHolder.ANOTHER_USER) {
            return taken(event, "server", chosen.ipsec().portS(), event.portUs());
        }
        int sets = state.held().sets().size() + event.setsElsewhere() + 1;
        if (sets > MOST_SETS) {
            return new Refused(
                    Refusals.busy(request, 480, "Too Many Security Associations", tag),
                    Outcome.TOO_MANY_SETS,
                    "more than six SAs a direction");
        }
        return new Passed(chosen);
    }

    /** "a suitable error message": it names the port, so that the UE can take another. */
    private static Verdict taken(RegisterCame event, String which, int port, PortHolder holder) {
        String user = holder == PortHolder.SAME_USER ? "this user" : "another user";
        String detail = "protected " + which + " port " + port + " is in use by " + user;
        return new Refused(
                Refusals.plain(
                        event.register().request(),
                        400,
                        "Bad Request: " + detail,
                        event.exchange().tag()),
                Outcome.PORT_IN_USE,
                detail);
    }

    /** 421 to a UE that does not know sec-agree, 494 to one that does (RFC 3329 clause 2.3.1). */
    private Verdict missing(RegisterCame event) {
        SipRequest request = event.register().request();
        String tag = event.exchange().tag();
        String detail = "no Security-Client, and sec-agree is required";
        SipResponse response =
                event.register().offersAgreement()
                        ? Refusals.agreementRequired(request, policy, detail, tag)
                        : Refusals.extensionRequired(request, policy, tag);
        return new Refused(response, Outcome.NO_AGREEMENT, detail);
    }

    /**
     * Where there are no SAs, phones do without on 406 alone: 421, 494 and 420 end their attempts.
     */
    private static Verdict notHere(RegisterCame event) {
        String detail = "no security agreement in this network, register without";
        return new Refused(
                Refusals.notAcceptable(event.register().request(), detail, event.exchange().tag()),
                Outcome.AGREEMENT_REFUSED,
                detail);
    }

    private Verdict unacceptable(RegisterCame event, SecurityChoice.Unacceptable no) {
        String detail = no.reason().text() + ": " + no.detail();
        return new Refused(
                Refusals.agreementRequired(
                        event.register().request(), policy, detail, event.exchange().tag()),
                Outcome.UNACCEPTABLE_OFFER,
                detail);
    }

    private static Verdict malformed(RegisterCame event, String detail) {
        return new Refused(
                Refusals.plain(
                        event.register().request(),
                        400,
                        "Bad Request: Security-Client: " + detail,
                        event.exchange().tag()),
                Outcome.MALFORMED,
                detail);
    }
}
