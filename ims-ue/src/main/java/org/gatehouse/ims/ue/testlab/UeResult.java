package org.gatehouse.ims.ue.testlab;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.Standing;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * How a procedure of a UE ended.
 *
 * @param sipStatus SIP status that decided, for example 200 or 403; null if none did
 * @param reason what went wrong; empty where nothing did
 * @param expires time the registrar granted; zero without a registration
 * @param serviceRoute values of Service-Route
 * @param associatedUris values of P-Associated-URI
 * @param protection the security associations in use; null without a registration or without IPsec
 */
public record UeResult(
        Status status,
        @Nullable Integer sipStatus,
        String reason,
        Duration expires,
        List<String> serviceRoute,
        List<String> associatedUris,
        @Nullable Protection protection) {

    /** How it ended, by who erred. */
    public enum Status {
        REGISTERED,
        DEREGISTERED,
        /** The network said no. */
        REFUSED,
        /** The network did not prove that it knows the key. */
        NETWORK_NOT_AUTHENTICATED,
        /** UE and P-CSCF found no common security agreement. */
        AGREEMENT_FAILED,
        /** Nothing came back, or not in time. */
        NO_ANSWER,
        /** A registration that stood ran out. */
        LOST
    }

    /**
     * Security associations as both ends agreed on them, in the words of RFC 3329.
     *
     * @param alg integrity algorithm, for example {@code hmac-sha-1-96}
     * @param ealg encryption algorithm, for example {@code aes-cbc} or {@code null}
     * @param mode {@code UDP-enc-tun}
     * @param spis SPIs, unsigned 32-bit numbers
     * @param ports protected ports
     */
    public record Protection(String alg, String ealg, String mode, Four spis, Four ports) {}

    /** Values at the UE's client and server port and at the P-CSCF's. */
    public record Four(long uc, long us, long pc, long ps) {}

    public UeResult {
        serviceRoute = List.copyOf(serviceRoute);
        associatedUris = List.copyOf(associatedUris);
    }

    public boolean isRegistered() {
        return status == Status.REGISTERED;
    }

    public boolean isDeregistered() {
        return status == Status.DEREGISTERED;
    }

    static UeResult of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Registered(Standing standing) -> registered(standing);
            case Outcome.Deregistered gone -> without(Status.DEREGISTERED, 200, "");
            case Outcome.Refused(int status, String reason) ->
                    without(Status.REFUSED, status, reason);
            case Outcome.NetworkNotAuthenticated(String reason) ->
                    without(Status.NETWORK_NOT_AUTHENTICATED, null, reason);
            case Outcome.AgreementFailed(Integer status, String reason) ->
                    without(Status.AGREEMENT_FAILED, status, reason);
            case Outcome.NoAnswer(String reason) -> without(Status.NO_ANSWER, null, reason);
            case Outcome.Lost(String reason) -> without(Status.LOST, null, reason);
        };
    }

    static UeResult without(Status status, @Nullable Integer sipStatus, String reason) {
        return new UeResult(status, sipStatus, reason, Duration.ZERO, List.of(), List.of(), null);
    }

    private static UeResult registered(Standing standing) {
        Held current = standing.current();
        return new UeResult(
                Status.REGISTERED,
                200,
                "",
                standing.granted(),
                standing.serviceRoute(),
                standing.associatedUris(),
                current == null ? null : protection(current.set()));
    }

    private static Protection protection(AssociationSet set) {
        AssociationSet.End ue = set.local();
        AssociationSet.End pcscf = set.remote();
        return new Protection(
                set.integrity().token(),
                set.encryption().token(),
                set.mode().token(),
                new Four(
                        ue.spis().client().value(),
                        ue.spis().server().value(),
                        pcscf.spis().client().value(),
                        pcscf.spis().server().value()),
                new Four(
                        ue.ports().client(),
                        ue.ports().server(),
                        pcscf.ports().client(),
                        pcscf.ports().server()));
    }
}
