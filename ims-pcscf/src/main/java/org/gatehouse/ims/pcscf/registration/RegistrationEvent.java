package org.gatehouse.ims.pcscf.registration;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.register.Register;
import org.gatehouse.ims.pcscf.table.PortHolder;

/** What can happen to the registration of one UE. */
public sealed interface RegistrationEvent {
    /**
     * A REGISTER came that {@link Admission} let in.
     *
     * @param viaAddresses what the host of its top Via stands for; none if nobody knows
     * @param portUc who has (UE IP address, port_uc of Security-Client) in the SA table
     * @param portUs who has (UE IP address, port_us of Security-Client) in the SA table
     * @param setsElsewhere sets of the same IMPI at other addresses
     */
    record RegisterCame(
            Exchange exchange,
            Register register,
            Flow flow,
            Set<InetAddress> viaAddresses,
            PortHolder portUc,
            PortHolder portUs,
            int setsElsewhere)
            implements RegistrationEvent {}

    /** The home network answered a REGISTER; provisional answers included, 100 excepted. */
    record HomeAnswered(Exchange exchange, SipResponse response) implements RegistrationEvent {}

    /** The home network did not answer in time. */
    record HomeSilent(Exchange exchange) implements RegistrationEvent {}

    /** SPIs and ports are there. */
    record Reserved(Exchange exchange, SetId set, SpisAndPorts own) implements RegistrationEvent {}

    /** No SPI or port is to be had. */
    record NothingFree(Exchange exchange, String reason) implements RegistrationEvent {}

    /** The new set accepts packets. */
    record Installed(Exchange exchange) implements RegistrationEvent {}

    /** The new set can't be made. */
    record InstallFailed(Exchange exchange, String reason) implements RegistrationEvent {}

    /** A message other than REGISTER came over a set of this UE. */
    record TrafficCame(SetId set, boolean opensTransaction) implements RegistrationEvent {}

    /** A request other than REGISTER is about to leave over a set: no sign that the UE uses it. */
    record TrafficLeft(SetId set) implements RegistrationEvent {}

    /** A transaction of {@link TrafficCame} or {@link TrafficLeft} is over. */
    record TransactionOver(SetId set) implements RegistrationEvent {}

    /** The sequence numbers of a set are used up: nothing leaves through it any more. */
    record SetExhausted(SetId set) implements RegistrationEvent {}

    /** The same user registered from another address. */
    record Moved() implements RegistrationEvent {}

    /**
     * The challenge that waits for its answer is void: the same user was challenged at another
     * address, or too many wait.
     */
    record ChallengeVoid(RemovalReason reason) implements RegistrationEvent {}

    /**
     * The home network ended these registrations.
     *
     * @param those as they were when it said so: what was registered since stays
     */
    record EndedByHome(Map<String, Binding> those) implements RegistrationEvent {
        public EndedByHome {
            those = Map.copyOf(those);
        }
    }

    /** The home network took time away from the registrations of these public identities. */
    record ShortenedByHome(Set<String> impus, Instant until) implements RegistrationEvent {
        public ShortenedByHome {
            impus = Set.copyOf(impus);
        }
    }

    /** The instant of a {@link RegistrationEffect.WakeAt} is there, or has passed. */
    record TimeCame() implements RegistrationEvent {}
}
