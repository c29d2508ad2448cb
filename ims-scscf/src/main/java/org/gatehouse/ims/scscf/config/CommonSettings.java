package org.gatehouse.ims.scscf.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TlsIdentity;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.stream.SizedRequests;

/** Settings that all roles share. */
public final class CommonSettings {
    public static final Setting<String> HOME_DOMAIN =
            Setting.of(
                    "home-domain",
                    "ims.mnc001.mcc001.3gppnetwork.org",
                    Values.domainName(),
                    "Domain of the home network: realm of challenges, realm of Diameter");

    static final Setting<List<InetSocketAddress>> HSS =
            Setting.of(
                    "hss",
                    "127.0.0.1:3868",
                    Values.list(Values.address()),
                    "Diameter addresses of the HSS, or of relays to it; the first that can be"
                            + " relied on is asked");

    public static final Setting<Duration> CX_WATCHDOG =
            Setting.of(
                    "cx-watchdog",
                    "30s",
                    Values.duration(Duration.ofSeconds(6), Duration.ofMinutes(10)),
                    "Silence after which an HSS is asked whether it lives; after two such times"
                            + " the next one is used (Tw of RFC 3539)");

    public static final Setting<Duration> CX_TIMEOUT =
            Setting.of(
                    "cx-timeout",
                    "5s",
                    Values.duration(Duration.ofMillis(100), Duration.ofSeconds(30)),
                    "How long an answer of the HSS is waited for; shorter than the 32 s of a SIP"
                            + " transaction, so that the UE still gets an answer");

    public static final Setting<List<InetAddress>> TRUSTED_PEERS =
            Setting.of(
                    "trusted-peers",
                    "127.0.0.1,::1",
                    Values.list(Values.ip()),
                    "Core entities (P-CSCFs, I-CSCFs, S-CSCFs) from whose addresses SIP is taken;"
                            + " anyone else gets 403");

    public static final Setting<Integer> MOST_OVER_UDP =
            Setting.of(
                    "most-over-udp",
                    Integer.toString(SizedRequests.DEFAULT_MOST_OVER_UDP),
                    Values.integer(500, 65_000),
                    "Octets of the largest request to another core entity over UDP; larger ones go"
                            + " over TCP, and over UDP where that is refused (RFC 3261 18.1.1)");

    static final Setting<Boolean> SIP_TLS =
            Setting.of(
                    "sip-tls",
                    "false",
                    Values.bool(),
                    "Whether SIP between core entities goes over TLS alone, with certificates on"
                            + " both sides; all of them have to be switched together");

    static final Setting<Boolean> CX_TLS =
            Setting.of(
                    "cx-tls",
                    "false",
                    Values.bool(),
                    "Whether Diameter to the HSS goes over TLS, with certificates on both sides");

    public static final Setting<Integer> SHARDS =
            Setting.of(
                    "shards",
                    "0",
                    Values.integer(0, 256),
                    "Threads of protocol work; 0 is one for each processor");

    private CommonSettings() {}

    static List<Setting<?>> all() {
        List<Setting<?>> all =
                new ArrayList<>(
                        List.of(
                                HOME_DOMAIN,
                                HSS,
                                CX_TIMEOUT,
                                CX_WATCHDOG,
                                TRUSTED_PEERS,
                                MOST_OVER_UDP,
                                SIP_TLS,
                                CX_TLS));
        all.addAll(TlsSettings.all());
        all.add(SHARDS);
        return all;
    }

    static CoreTransport transport(Settings settings) throws ConfigException {
        return new CoreTransport(settings.get(MOST_OVER_UDP), TlsSettings.read(settings, SIP_TLS));
    }

    /** The network for Diameter: with TLS where that is on. */
    public static Network forCx(Settings settings, Network network) throws ConfigException {
        Optional<TlsIdentity> tls = TlsSettings.read(settings, CX_TLS);
        return tls.isPresent() ? network.secured(tls.get()) : network;
    }

    static TrustedPeers peers(Settings settings) {
        return new TrustedPeers(settings.get(TRUSTED_PEERS));
    }

    /** The HSS peers in order of preference, one at least. */
    public static List<InetSocketAddress> hssPeers(Settings settings) throws ConfigException {
        List<InetSocketAddress> peers = settings.get(HSS);
        if (peers.isEmpty()) {
            throw new ConfigException(HSS.key() + ": found none (expected: one address or more)");
        }
        return peers;
    }

    /** Peers answer to what Via, Service-Route and Server-Name say: it has to be one address. */
    static InetSocketAddress reachable(Settings settings, Setting<InetSocketAddress> setting)
            throws ConfigException {
        InetSocketAddress address = settings.get(setting);
        if (address.getAddress().isAnyLocalAddress() || address.getPort() == 0) {
            throw new ConfigException(
                    setting.key()
                            + ": found "
                            + HostPort.of(address)
                            + " (expected: an address and port that peers can send to)");
        }
        return address;
    }
}
