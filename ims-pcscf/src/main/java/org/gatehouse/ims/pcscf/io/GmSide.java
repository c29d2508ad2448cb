package org.gatehouse.ims.pcscf.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.SetInfo;

/** The P-CSCF as its UEs see it: the way to a UE, and the URI for the way back. */
final class GmSide {
    private final Edge edge;
    private final InetSocketAddress bare;

    /**
     * @param bare where bare SIP of UEs arrives
     */
    GmSide(Edge edge, InetSocketAddress bare) {
        this.edge = edge;
        this.bare = bare;
    }

    /**
     * The flow that messages to a UE leave over: the set that the rollover rules name, from the own
     * client port to the UE's server port (TS 33.203 clause 7.1), or the way that a UE without
     * security agreement registered.
     *
     * @return empty if the UE has neither
     */
    Optional<Flow> flowTo(RegistrationState state) {
        if (!state.isRegistered()) {
            return Optional.empty();
        }
        Optional<Flow> over = state.outbound().map(GmSide::over);
        return over.isPresent() ? over : Optional.ofNullable(state.unprotectedFrom());
    }

    private static Flow over(SetInfo set) {
        InetAddress ue = set.ue().address();
        return new Flow(
                TransportProtocol.UDP,
                new InetSocketAddress(set.own(), set.ownEnd().portC()),
                new InetSocketAddress(ue, set.ueEnd().portS()),
                set.id());
    }

    /** Where the UE sends: port_ps, which all sets of a UE share, or the port for bare SIP. */
    String hostPort(RegistrationState state) {
        return state.outbound()
                .map(set -> HostPort.of(serverAddress(set.own(), set.ownEnd())))
                .orElseGet(() -> HostPort.of(bare));
    }

    /** The own URI for Record-Route towards the UE. */
    String uri(RegistrationState state) {
        return edge.gmUri(state.token(), hostPort(state));
    }

    private static InetSocketAddress serverAddress(InetAddress own, SpisAndPorts end) {
        return new InetSocketAddress(own, end.portS());
    }
}
