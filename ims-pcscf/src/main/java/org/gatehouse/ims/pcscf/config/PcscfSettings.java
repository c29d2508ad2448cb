package org.gatehouse.ims.pcscf.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.config.ValueParser;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreeRules;
import org.gatehouse.ims.pcscf.policy.ToleranceRules;

/** The settings of the P-CSCF. */
public final class PcscfSettings {
    public static final Setting<InetSocketAddress> SIP =
            Setting.of(
                    "sip",
                    "127.0.0.1:5060",
                    Values.address(),
                    "Gm: address and port for SIP without protection, UDP and TCP; its IP version is"
                            + " that of the UEs, and mw may have the other");

    public static final Setting<InetSocketAddress> MW =
            Setting.of(
                    "mw",
                    "127.0.0.1:5070",
                    Values.address(),
                    "Mw: address and port for SIP of the core, UDP and TCP; Path and Via name it");

    public static final Setting<InetSocketAddress> ESP =
            Setting.of(
                    "esp",
                    "127.0.0.1:4500",
                    Values.address(),
                    "Address and port for ESP inside UDP (RFC 3948); UEs expect port 4500");

    public static final Setting<InetSocketAddress> ADMIN =
            Setting.of(
                    "admin",
                    "127.0.0.1:8060",
                    Values.address(),
                    "Address of /health, /metrics and /api (HTTP)");

    public static final Setting<InetSocketAddress> ICSCF =
            Setting.of(
                    "icscf",
                    "127.0.0.1:5081",
                    Values.address(),
                    "I-CSCF of the home network, where REGISTERs go");

    public static final Setting<List<InetAddress>> TRUSTED_PEERS =
            Setting.of(
                    "trusted-peers",
                    "127.0.0.1,::1",
                    Values.list(Values.ip()),
                    "Core entities (S-CSCFs) from whose addresses requests to UEs are taken on Mw;"
                            + " that of icscf is always one; anyone else gets 403");

    public static final Setting<Optional<InetSocketAddress>> EMERGENCY =
            Setting.of(
                    "emergency",
                    "",
                    Values.optional(Values.address()),
                    "Next hop of emergency requests (an E-CSCF), also of those without protection"
                            + " and registration; nothing: they are answered 380");

    public static final Setting<List<String>> EMERGENCY_NUMBERS =
            Setting.of(
                    "emergency-numbers",
                    "112,911",
                    Values.list(Values.matching("\\d{1,15}", "a number of 1 to 15 digits")),
                    "Numbers in tel and sip URIs that make a request an emergency, besides"
                            + " urn:service:sos");

    public static final Setting<Optional<Path>> JOURNAL =
            Setting.of(
                    "journal",
                    "",
                    Values.optional(Values.path()),
                    "File of the registered users' associations, without keys, from which the"
                            + " P-CSCF knows after a restart whose ended; nothing: no file");

    public static final Setting<Integer> MOST_OVER_UDP =
            Setting.of(
                    "most-over-udp",
                    Integer.toString(SizedRequests.DEFAULT_MOST_OVER_UDP),
                    Values.integer(500, 65_000),
                    "Octets of the largest request over UDP, to another core entity or through SAs to"
                            + " a UE; larger ones go over TCP, and over UDP where that is refused (RFC 3261 18.1.1)");

    public static final Setting<Optional<Integer>> PATH_MTU =
            Setting.of(
                    "path-mtu",
                    "",
                    Values.optional(Values.integer(PathMtu.SMALLEST, PathMtu.LARGEST)),
                    "Octets of the largest IP packet that gets to UEs in one piece: a request through"
                            + " SAs that is within 170 octets of what ESP leaves of it goes over"
                            + " TCP, even if most-over-udp takes it; nothing: not known");

    public static final Setting<Boolean> MW_TLS =
            Setting.of(
                    "mw-tls",
                    "false",
                    Values.bool(),
                    "Whether SIP on Mw goes over TLS alone, with certificates on both sides; the"
                            + " core entities there have to be switched together");

    public static final Setting<String> VISITED_NETWORK =
            Setting.of(
                    "visited-network",
                    "ims.mnc001.mcc001.3gppnetwork.org",
                    Values.domainName(),
                    "P-Visited-Network-ID of forwarded REGISTERs");

    public static final Setting<SecAgreePolicy> SEC_AGREE =
            Setting.of(
                    "sec-agree",
                    "required",
                    Values.oneOf(SecAgreePolicy.class),
                    "Whether a UE has to agree on security associations; optional lets one without"
                            + " Security-Client register without protection; refused answers one"
                            + " with Security-Client 406, on which phones try again without");

    public static final Setting<List<SecAgreeRules.Rule>> SEC_AGREE_NETWORKS =
            Setting.of(
                    "sec-agree-networks",
                    "",
                    Values.list(
                            new ValueParser<>(
                                    "NETWORK/PREFIX=POLICY with POLICY required, optional or"
                                            + " refused, e.g. 10.1.0.0/16=optional",
                                    SecAgreeRules.Rule::parse)),
                    "sec-agree by source address of the UE: the first network that holds it"
                            + " decides, sec-agree where none does");

    public static final Setting<List<ToleranceRules.Rule>> TOLERATE =
            Setting.of(
                    "tolerate",
                    "0.0.0.0/0=sip-ports,::/0=sip-ports",
                    Values.list(
                            new ValueParser<>(
                                    ToleranceRules.EXPECTATION, ToleranceRules.Rule::parse)),
                    "What the P-CSCF lets pass of phones that need it, by source address of the UE:"
                            + " the first network that holds it decides, and elsewhere nothing is"
                            + " let pass; each time is counted and logged");

    public static final Setting<List<AlgorithmPair>> ALGORITHMS =
            Setting.of(
                    "algorithms",
                    "hmac-sha-1-96/aes-cbc,hmac-sha-1-96/des-ede3-cbc,hmac-md5-96/aes-cbc,"
                            + "hmac-md5-96/des-ede3-cbc,hmac-sha-1-96/null,hmac-md5-96/null",
                    Values.list(Values.algorithmPair()),
                    "Integrity and encryption algorithms (alg/ealg), first choice first; those with"
                            + " encryption come before those without, whatever the order here");

    public static final Setting<ConfidentialityPolicy> CONFIDENTIALITY =
            Setting.of(
                    "confidentiality",
                    "when-supported",
                    Values.oneOf(ConfidentialityPolicy.class, ConfidentialityPolicy::token),
                    "Whether SIP on Gm is encrypted (TS 33.203 clause 5.1.3); required refuses UEs"
                            + " that can't");

    public static final Setting<IpsecEngine> IPSEC =
            Setting.of(
                    "ipsec",
                    "auto",
                    engine(),
                    "What carries ESP: kernel is both modes by Linux (needs CAP_NET_ADMIN), ip is"
                            + " transport mode as IP protocol 50 (needs CAP_NET_RAW), udp is"
                            + " UDP-enc-tun; auto takes udp, and kernel or else ip, and logs why");

    static final Setting<TcpInEsp> TCP_IN_ESP =
            Setting.of(
                    "tcp-in-esp",
                    "auto",
                    Values.oneOf(TcpInEsp.class),
                    "Whether security associations carry TCP besides UDP. Those of the kernel can, all"
                            + " others over a TUN device (needs CAP_NET_ADMIN and IPv6); auto does"
                            + " where that works, and logs why not; on fails the start");

    public static final Setting<Boolean> FORCE_ENCAPSULATION =
            Setting.of(
                    "force-encapsulation",
                    "true",
                    Values.bool(),
                    "Prefers UDP-enc-tun also where there is no NAT, a deviation from TS 33.203"
                            + " Annex M that lets UE and P-CSCF run without privileges; false"
                            + " prefers transport mode there, as ipsec: kernel always does");

    public static final Setting<Integer> REPLAY_WINDOW =
            Setting.of(
                    "replay-window",
                    Integer.toString(ReplayWindow.DEFAULT_SIZE),
                    Values.integer(ReplayWindow.SMALLEST_SIZE, ReplayWindow.LARGEST_SIZE),
                    "Width of the replay window of each association, packets; wider where the path"
                            + " reorders more (RFC 2406 clause 3.4.3)");

    public static final Setting<Integer> PROTECTED_SERVER_PORT =
            Setting.of(
                    "protected-server-port",
                    "6060",
                    protectedPort(),
                    "port_ps: where UEs send protected SIP, the same for all");

    public static final Setting<PortRange> PROTECTED_CLIENT_PORTS =
            Setting.of(
                    "protected-client-ports",
                    "6061-6068",
                    new ValueParser<>(
                            "FIRST-LAST, 4 to 1000 ports from 1024 to 65535 without 5060 and 5061",
                            PortRange::parse),
                    "Pool of port_pc, shared by all UEs: one UE needs as many as it has sets");

    public static final Setting<Duration> CHALLENGE_LIFETIME =
            Setting.of(
                    "challenge-lifetime",
                    "240s",
                    Values.duration(Duration.ofSeconds(5), Duration.ofMinutes(30)),
                    "Life of new security associations until the registration succeeds"
                            + " (reg-await-auth of TS 24.229, 4 minutes)");

    public static final Setting<Duration> LIFETIME_MARGIN =
            Setting.of(
                    "lifetime-margin",
                    text(RegistrationPolicy.MARGIN),
                    Values.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    "How long security associations outlive the registration they belong to");

    public static final Setting<Duration> SET_GRACE =
            Setting.of(
                    "set-grace",
                    text(RegistrationPolicy.GRACE),
                    Values.duration(Duration.ZERO, Duration.ofSeconds(128)),
                    "How long security associations whose use is over still answer"
                            + " retransmissions");

    public static final Setting<Duration> SWITCH_BEFORE =
            Setting.of(
                    "old-set-switch",
                    "30s",
                    Values.duration(Duration.ZERO, Duration.ofMinutes(10)),
                    "How long before their expiry old security associations stop to carry messages"
                            + " to a UE that has newer ones");

    static final Setting<Boolean> REG_EVENT_SUBSCRIBE =
            Setting.of(
                    "reg-event-subscribe",
                    "true",
                    Values.bool(),
                    "Whether the P-CSCF subscribes to the registrations of its users, and obeys the"
                            + " home network that ends them (TS 24.229 clause 5.2.3)");

    public static final Setting<Integer> SHARDS =
            Setting.of(
                    "shards",
                    "0",
                    Values.integer(0, 256),
                    "Threads of protocol work; 0 is one for each processor");

    public static final Schema SCHEMA =
            new Schema(
                    List.of(
                            SIP,
                            MW,
                            ESP,
                            ADMIN,
                            ICSCF,
                            TRUSTED_PEERS,
                            EMERGENCY,
                            JOURNAL,
                            EMERGENCY_NUMBERS,
                            MOST_OVER_UDP,
                            PATH_MTU,
                            MW_TLS,
                            TlsSettings.CERTIFICATE,
                            TlsSettings.KEY,
                            TlsSettings.ROOTS,
                            VISITED_NETWORK,
                            SEC_AGREE,
                            SEC_AGREE_NETWORKS,
                            TOLERATE,
                            ALGORITHMS,
                            CONFIDENTIALITY,
                            IPSEC,
                            TCP_IN_ESP,
                            FORCE_ENCAPSULATION,
                            REPLAY_WINDOW,
                            PROTECTED_SERVER_PORT,
                            PROTECTED_CLIENT_PORTS,
                            CHALLENGE_LIFETIME,
                            LIFETIME_MARGIN,
                            SET_GRACE,
                            SWITCH_BEFORE,
                            REG_EVENT_SUBSCRIBE,
                            SHARDS));

    private PcscfSettings() {}

    static TrustedPeers peers(Settings settings) {
        List<InetAddress> all = new ArrayList<>(settings.get(TRUSTED_PEERS));
        all.add(settings.get(ICSCF).getAddress());
        return new TrustedPeers(all);
    }

    private static ValueParser<IpsecEngine> engine() {
        return Values.oneOf(IpsecEngine.class);
    }

    /** "port_ps and port_pc are different from the standard SIP ports 5060 and 5061". */
    private static ValueParser<Integer> protectedPort() {
        ValueParser<Integer> port = Values.integer(1024, 65_535);
        return new ValueParser<>(
                port.expectation() + ", neither 5060 nor 5061",
                text -> port.parse(text).filter(p -> p != 5060 && p != 5061));
    }

    private static String text(Duration duration) {
        return duration.toSeconds() + "s";
    }

    /** One socket sends to both, so both are of one IP version. */
    static void sameVersion(
            Settings settings, Setting<InetSocketAddress> setting, Setting<InetSocketAddress> other)
            throws ConfigException {
        InetSocketAddress one = settings.get(setting);
        InetSocketAddress two = settings.get(other);
        if (one.getAddress().getAddress().length != two.getAddress().getAddress().length) {
            throw new ConfigException(
                    setting.key()
                            + ": found "
                            + HostPort.of(one)
                            + " beside "
                            + other.key()
                            + " "
                            + HostPort.of(two)
                            + " (expected: both IPv4 or both IPv6)");
        }
    }

    /** Path, Via and selectors name it: it has to be one address. Port 0 takes a free one. */
    static InetSocketAddress reachable(Settings settings, Setting<InetSocketAddress> setting)
            throws ConfigException {
        InetSocketAddress address = settings.get(setting);
        // a link-local address needs a zone, and SIP has no place for one
        boolean isIpv6LinkLocal =
                address.getAddress() instanceof Inet6Address ip && ip.isLinkLocalAddress();
        if (address.getAddress().isAnyLocalAddress() || isIpv6LinkLocal) {
            throw new ConfigException(
                    setting.key()
                            + ": found "
                            + HostPort.of(address)
                            + " (expected: an address that peers can send to)");
        }
        return address;
    }
}
