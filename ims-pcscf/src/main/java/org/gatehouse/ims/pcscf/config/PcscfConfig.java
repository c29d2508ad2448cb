package org.gatehouse.ims.pcscf.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.pcscf.filter.EmergencyNumbers;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreeRules;
import org.gatehouse.ims.pcscf.policy.ToleranceRules;
import org.gatehouse.ims.pcscf.register.Edge;

/**
 * What a P-CSCF is to be.
 *
 * @param sip Gm: where UEs send bare SIP
 * @param mw where the core sends SIP
 * @param esp where UEs send UDP-encapsulated ESP
 * @param icscf where REGISTERs go
 * @param peers whose requests are taken on Mw
 * @param transport how it talks SIP to the core
 * @param pathMtu of the path to UEs
 * @param visitedNetwork P-Visited-Network-ID
 * @param serverPort port_ps, one for all UEs
 * @param clientPorts pool of port_pc
 * @param engine what is to carry ESP
 * @param tcpInEsp whether SAs carry TCP
 * @param replayWindow width of the replay window of each inbound SA, packets
 * @param emergency where emergency requests go, if they are served
 * @param emergencyNumbers what makes a request one
 * @param journal file of the sets of registered users
 * @param watchesRegistrations whether it subscribes to the registrations of its users
 */
public record PcscfConfig(
        InetSocketAddress sip,
        InetSocketAddress mw,
        InetSocketAddress esp,
        InetSocketAddress icscf,
        TrustedPeers peers,
        CoreTransport transport,
        PathMtu pathMtu,
        String visitedNetwork,
        RegistrationPolicy policy,
        int serverPort,
        List<Integer> clientPorts,
        IpsecEngine engine,
        TcpInEsp tcpInEsp,
        int replayWindow,
        Optional<InetSocketAddress> emergency,
        EmergencyNumbers emergencyNumbers,
        Optional<Path> journal,
        boolean watchesRegistrations) {

    public PcscfConfig {
        clientPorts = List.copyOf(clientPorts);
    }

    /** What the settings say, checked against each other. */
    public static PcscfConfig of(Settings settings) throws ConfigException {
        IpsecEngine engine = settings.get(PcscfSettings.IPSEC);
        RegistrationPolicy policy = policyOf(settings, engine);
        int serverPort = settings.get(PcscfSettings.PROTECTED_SERVER_PORT);
        PortRange clientPorts = settings.get(PcscfSettings.PROTECTED_CLIENT_PORTS);
        if (clientPorts.contains(serverPort)) {
            throw new ConfigException(
                    "protected-client-ports: found "
                            + clientPorts
                            + " (expected: a range without protected-server-port "
                            + serverPort
                            + ")");
        }
        InetSocketAddress sip = PcscfSettings.reachable(settings, PcscfSettings.SIP);
        InetSocketAddress mw = PcscfSettings.reachable(settings, PcscfSettings.MW);
        PcscfSettings.sameVersion(settings, PcscfSettings.ESP, PcscfSettings.SIP);
        PcscfSettings.sameVersion(settings, PcscfSettings.ICSCF, PcscfSettings.MW);
        return new PcscfConfig(
                sip,
                mw,
                PcscfSettings.reachable(settings, PcscfSettings.ESP),
                PcscfSettings.reachable(settings, PcscfSettings.ICSCF),
                PcscfSettings.peers(settings),
                new CoreTransport(
                        settings.get(PcscfSettings.MOST_OVER_UDP),
                        TlsSettings.read(settings, PcscfSettings.MW_TLS)),
                settings.get(PcscfSettings.PATH_MTU).map(PathMtu::new).orElse(PathMtu.UNKNOWN),
                settings.get(PcscfSettings.VISITED_NETWORK),
                policy,
                serverPort,
                clientPorts.ports(),
                engine,
                settings.get(PcscfSettings.TCP_IN_ESP),
                settings.get(PcscfSettings.REPLAY_WINDOW),
                settings.get(PcscfSettings.EMERGENCY),
                EmergencyNumbers.of(settings.get(PcscfSettings.EMERGENCY_NUMBERS)),
                settings.get(PcscfSettings.JOURNAL),
                settings.get(PcscfSettings.REG_EVENT_SUBSCRIBE));
    }

    /** The same with the modes of these carriers alone. */
    public PcscfConfig carrying(Set<Carrier> carriers) {
        return new PcscfConfig(
                sip,
                mw,
                esp,
                icscf,
                peers,
                transport,
                pathMtu,
                visitedNetwork,
                policy.carrying(carriers),
                serverPort,
                clientPorts,
                engine,
                tcpInEsp,
                replayWindow,
                emergency,
                emergencyNumbers,
                journal,
                watchesRegistrations);
    }

    /** What this P-CSCF says of itself to the core. */
    public Edge edge() {
        return new Edge(HostPort.of(mw), visitedNetwork);
    }

    /** "transport mode" follows where there is no NAT, unless encapsulation is forced. */
    private static List<IpsecMode> modes(IpsecEngine engine, boolean forceEncapsulation) {
        return switch (engine) {
            case OFF -> List.of();
            case IP -> List.of(Carrier.IP.mode());
            // who has the kernel needs no deviation from the standard for want of privileges
            case KERNEL -> List.of(Carrier.IP.mode(), Carrier.UDP.mode());
            case UDP -> List.of(Carrier.UDP.mode());
            case AUTO ->
                    forceEncapsulation
                            ? List.of(Carrier.UDP.mode(), Carrier.IP.mode())
                            : List.of(Carrier.IP.mode(), Carrier.UDP.mode());
        };
    }

    private static RegistrationPolicy policyOf(Settings settings, IpsecEngine engine)
            throws ConfigException {
        SecAgreeRules secAgree =
                new SecAgreeRules(
                        settings.get(PcscfSettings.SEC_AGREE_NETWORKS),
                        settings.get(PcscfSettings.SEC_AGREE));
        if (engine == IpsecEngine.OFF && secAgree.has(SecAgreePolicy.REQUIRED)) {
            throw new ConfigException(
                    "ipsec: found off with sec-agree or one of sec-agree-networks: required"
                            + " (expected: an engine, or sec-agree: optional or refused"
                            + " everywhere)");
        }
        boolean forced = settings.get(PcscfSettings.FORCE_ENCAPSULATION);
        if (engine == IpsecEngine.UDP && !forced) {
            throw new ConfigException(
                    "force-encapsulation: found false with ipsec: udp (expected: ipsec: auto or ip,"
                            + " which have transport mode)");
        }
        var algorithms = settings.get(PcscfSettings.ALGORITHMS);
        var confidentiality = settings.get(PcscfSettings.CONFIDENTIALITY);
        if (confidentiality.effectiveOrder(algorithms).isEmpty()) {
            throw new ConfigException(
                    "algorithms: none is left under confidentiality: "
                            + confidentiality.token()
                            + " (expected: one at least)");
        }
        return new RegistrationPolicy(
                secAgree,
                algorithms,
                confidentiality,
                modes(engine, forced),
                settings.get(PcscfSettings.CHALLENGE_LIFETIME),
                settings.get(PcscfSettings.LIFETIME_MARGIN),
                settings.get(PcscfSettings.SET_GRACE),
                settings.get(PcscfSettings.SWITCH_BEFORE),
                new ToleranceRules(settings.get(PcscfSettings.TOLERATE)));
    }
}
