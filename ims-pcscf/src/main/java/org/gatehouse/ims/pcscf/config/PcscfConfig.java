package org.gatehouse.ims.pcscf.config;

import java.net.InetSocketAddress;
import java.util.List;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.register.Edge;

/**
 * What a P-CSCF is to be.
 *
 * @param sip Gm: where UEs send bare SIP
 * @param mw where the core sends SIP
 * @param esp where UEs send UDP-encapsulated ESP
 * @param icscf where REGISTERs go
 * @param mostOverUdp octets of the largest request that goes to the core over UDP
 * @param visitedNetwork P-Visited-Network-ID
 * @param serverPort port_ps, one for all UEs
 * @param clientPorts pool of port_pc
 * @param engine the IPsec engine that serves: {@code UDP} or {@code OFF}
 * @param engineReason why it is that one
 */
public record PcscfConfig(
        InetSocketAddress sip,
        InetSocketAddress mw,
        InetSocketAddress esp,
        InetSocketAddress icscf,
        int mostOverUdp,
        String visitedNetwork,
        RegistrationPolicy policy,
        int serverPort,
        List<Integer> clientPorts,
        IpsecEngine engine,
        String engineReason) {

    public PcscfConfig {
        clientPorts = List.copyOf(clientPorts);
    }

    /** What the settings say, checked against each other. */
    public static PcscfConfig of(Settings settings) throws ConfigException {
        IpsecEngine wanted = settings.get(PcscfSettings.IPSEC);
        IpsecEngine engine = wanted == IpsecEngine.AUTO ? IpsecEngine.UDP : wanted;
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
        return new PcscfConfig(
                PcscfSettings.reachable(settings, PcscfSettings.SIP),
                PcscfSettings.reachable(settings, PcscfSettings.MW),
                PcscfSettings.reachable(settings, PcscfSettings.ESP),
                PcscfSettings.reachable(settings, PcscfSettings.ICSCF),
                settings.get(PcscfSettings.MOST_OVER_UDP),
                settings.get(PcscfSettings.VISITED_NETWORK),
                policy,
                serverPort,
                clientPorts.ports(),
                engine,
                reasonOf(settings));
    }

    /** What this P-CSCF says of itself to the core. */
    public Edge edge() {
        return new Edge(HostPort.of(mw), visitedNetwork);
    }

    private static String reasonOf(Settings settings) {
        return switch (settings.get(PcscfSettings.IPSEC)) {
            case AUTO -> "auto: kernel and ip are not in this build, udp needs no privileges";
            case OFF -> "switched off by the setting ipsec";
            default -> "chosen by the setting ipsec";
        };
    }

    private static RegistrationPolicy policyOf(Settings settings, IpsecEngine engine)
            throws ConfigException {
        SecAgreePolicy secAgree = settings.get(PcscfSettings.SEC_AGREE);
        if (engine == IpsecEngine.OFF && secAgree == SecAgreePolicy.REQUIRED) {
            throw new ConfigException(
                    "ipsec: found off with sec-agree: required (expected: an engine, or sec-agree:"
                            + " optional)");
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
                engine == IpsecEngine.OFF ? List.of() : List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                settings.get(PcscfSettings.CHALLENGE_LIFETIME),
                settings.get(PcscfSettings.LIFETIME_MARGIN),
                settings.get(PcscfSettings.SET_GRACE),
                settings.get(PcscfSettings.SWITCH_BEFORE));
    }
}
