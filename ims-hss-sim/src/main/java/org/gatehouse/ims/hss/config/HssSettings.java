package org.gatehouse.ims.hss.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.AdminToken;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.config.Values;

/** The settings of the HSS. */
public final class HssSettings {
    public static final Setting<InetSocketAddress> CX =
            Setting.of(
                    "cx",
                    "127.0.0.1:3868",
                    Values.address(),
                    "Address and port for Diameter (Cx, TCP)");

    public static final Setting<Boolean> CX_TLS =
            Setting.of(
                    "cx-tls",
                    "false",
                    Values.bool(),
                    "Whether Diameter goes over TLS, with certificates on both sides");

    public static final Setting<InetSocketAddress> ADMIN =
            Setting.of(
                    "admin",
                    "127.0.0.1:8068",
                    Values.address(),
                    "Address of /health, /metrics and /api (HTTP)");

    public static final Setting<String> HOME_DOMAIN =
            Setting.of(
                    "home-domain",
                    "ims.mnc001.mcc001.3gppnetwork.org",
                    Values.domainName(),
                    "Home network domain: the Diameter realm, and the domain of the lab's users");

    public static final Setting<Optional<String>> DIAMETER_HOST =
            Setting.of(
                    "diameter-host",
                    "",
                    Values.optional(Values.domainName()),
                    "Origin-Host towards Diameter peers; hss.HOME-DOMAIN if empty");

    public static final Setting<Path> DATABASE =
            Setting.of(
                    "database",
                    "data/hss",
                    Values.path(),
                    "Database file without its ending .db; made with its folder where missing");

    public static final Setting<Integer> SUBSCRIBERS =
            Setting.of(
                    "subscribers",
                    "100",
                    Values.integer(0, 1_000_000),
                    "How many of the lab's subscribers there are, all with the published key of"
                            + " TS 35.208 test set 3: 0 outside a lab");

    public static final Setting<Optional<Path>> SUBSCRIBERS_FILE =
            Setting.of(
                    "subscribers-file",
                    "",
                    Values.optional(Values.path()),
                    "YAML file with subscribers of your own; those in the database stay untouched");

    public static final Setting<List<String>> VISITED_NETWORKS =
            Setting.of(
                    "visited-networks",
                    "",
                    Values.list(Values.domainName()),
                    "Networks users may register from; any if empty");

    public static final Setting<List<InetAddress>> ALLOWED_PEERS =
            Setting.of(
                    "allowed-peers",
                    "127.0.0.1,::1",
                    Values.list(Values.ip()),
                    "Addresses of the Diameter peers that are served; any if empty. Anyone else"
                            + " gets DIAMETER_UNKNOWN_PEER (3010)");

    public static final Setting<List<String>> ALLOWED_HOSTS =
            Setting.of(
                    "allowed-hosts",
                    "",
                    Values.list(Values.domainName()),
                    "Origin-Hosts that these peers may have; any if empty");

    public static final Setting<Boolean> UNREGISTERED_SERVICES =
            Setting.of(
                    "unregistered-services",
                    "false",
                    Values.bool(),
                    "Whether calls to users who are not registered go to an S-CSCF");

    public static final Setting<List<Integer>> MANDATORY_CAPABILITIES =
            Setting.of(
                    "mandatory-capabilities",
                    "",
                    Values.list(Values.integer(0, 999_999_999)),
                    "Numbers of what an S-CSCF has to be able to do that gets a user; the I-CSCF"
                            + " knows which S-CSCF can what");

    public static final Setting<List<Integer>> OPTIONAL_CAPABILITIES =
            Setting.of(
                    "optional-capabilities",
                    "",
                    Values.list(Values.integer(0, 999_999_999)),
                    "Numbers of what it had better be able to do. Without either list UAAs have an"
                            + " empty Server-Capabilities, which some I-CSCFs can't read");

    public static final Setting<Optional<String>> ADMIN_TOKEN = AdminToken.SETTING;

    public static final Setting<Integer> SHARDS =
            Setting.of(
                    "shards",
                    "0",
                    Values.integer(0, 256),
                    "Threads of protocol work; as many as cores if 0");

    /** All of them, in the order of the help. */
    public static final Schema SCHEMA =
            new Schema(
                    List.of(
                            CX,
                            CX_TLS,
                            TlsSettings.CERTIFICATE,
                            TlsSettings.KEY,
                            TlsSettings.ROOTS,
                            ADMIN,
                            HOME_DOMAIN,
                            DIAMETER_HOST,
                            DATABASE,
                            SUBSCRIBERS,
                            SUBSCRIBERS_FILE,
                            VISITED_NETWORKS,
                            ALLOWED_PEERS,
                            ALLOWED_HOSTS,
                            UNREGISTERED_SERVICES,
                            MANDATORY_CAPABILITIES,
                            OPTIONAL_CAPABILITIES,
                            ADMIN_TOKEN,
                            SHARDS));

    private HssSettings() {}
}
