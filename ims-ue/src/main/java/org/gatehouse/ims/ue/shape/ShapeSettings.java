package org.gatehouse.ims.ue.shape;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.ValueParser;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Spi;

/** The keys of a profile. */
public final class ShapeSettings {
    /** Characters of a text of several lines: a REGISTER of 4,000 octets with its places. */
    private static final int MOST_CHARACTERS = 16_384;

    /** SPIs have 10 digits on the wire (TS 33.203 Annex H); these need no leading zeros. */
    private static final String TEN_DIGITS = "1000000000-4294967295";

    /** Below are the well-known ports (RFC 6335 clause 6). */
    private static final int FIRST_PORT = 1024;

    private static final int LAST_PORT = 65_535;

    static final Setting<String> EXTENDS =
            Setting.of(
                    "extends",
                    "",
                    Values.matching("[A-Za-z0-9_.-]{0,64}", "the name of a profile, or nothing"),
                    "Profile whose values stand where this one has none; nothing: standard");

    static final Setting<String> DESCRIPTION =
            Setting.of(
                    "description",
                    "a UE",
                    Values.matching(".{1,100}", "a line of at most 100 characters"),
                    "What kind of UE this is, for the list of profiles");

    static final Setting<String> USER_AGENT = line("user-agent", "What {user-agent} stands for");

    static final Setting<String> ALLOW = line("allow", "What {allow} stands for");

    static final Setting<String> ACCESS_NETWORK =
            line("access-network", "What {access} stands for; nothing: IEEE-802.11");

    static final Setting<String> REGISTER =
            Setting.of(
                    "register",
                    "",
                    lines(),
                    "Header fields of every REGISTER, one a line, in order. {name} is a value;"
                            + " a field that needs a value that is not there is left out, so is a"
                            + " group in []. docs/phones.md lists the names");

    static final Setting<String> BODY =
            Setting.of("body", "", lines(), "Body of every REGISTER, with the same places");

    static final Setting<List<AlgorithmPair>> OFFERS =
            Setting.of(
                    "offers",
                    "",
                    Values.list(Values.algorithmPair()),
                    "Algorithms (alg/ealg) in the order of {offers}; nothing: all that there are");

    static final Setting<String> OFFER =
            Setting.of("offer", "", lines(), "How {offers} writes one pair of algorithms");

    static final Setting<String> VERIFY =
            Setting.of(
                    "verify",
                    "",
                    lines(),
                    "How {verify} writes one alternative of the P-CSCF; nothing: as received");

    static final Setting<String> SEPARATOR =
            Setting.of(
                    "separator",
                    ", ",
                    Values.matching(" ?, ?|", "a comma with or without spaces, or nothing"),
                    "What stands between offers in one header field; nothing: a field for each");

    static final Setting<Range> SPIS =
            Setting.of("spis", TEN_DIGITS, Range.parser(256, Spi.MAX), "Where spi-c comes from");

    static final Setting<Numbers.Place> SPI_S =
            Setting.of("spi-s", "any", place(), "spi-s, as seen from spi-c");

    static final Setting<Range> CLIENT_PORTS =
            Setting.of("client-ports", "1024-65535", ports(), "Where port-c comes from");

    static final Setting<Numbers.Place> PORT_C =
            Setting.of("port-c", "any", place(), "port-c, as seen from port-s");

    static final Setting<Range> SERVER_PORTS =
            Setting.of("server-ports", "1024-65535", ports(), "Where port-s comes from");

    static final Setting<Boolean> NEW_SERVER_PORT =
            Setting.of(
                    "new-server-port",
                    "false",
                    Values.bool(),
                    "Whether a re-registration takes another port-s (TS 33.203 clause 7.4: it keeps"
                            + " its own)");

    static final Setting<Integer> BARE_PORT =
            Setting.of(
                    "bare-port",
                    "0",
                    Values.integer(0, LAST_PORT),
                    "Port of bare SIP; 0 takes a free one");

    static final Setting<Integer> MOST_OVER_UDP =
            Setting.of(
                    "most-over-udp",
                    Integer.toString(UdpLimits.LARGEST),
                    Values.integer(UdpLimits.SMALLEST, UdpLimits.LARGEST),
                    "Octets of the largest request over UDP without SAs; larger ones go over TCP,"
                            + " and over UDP where that is refused");

    static final Setting<Integer> MOST_OVER_UDP_INSIDE =
            Setting.of(
                    "most-over-udp-inside",
                    Integer.toString(UdpLimits.LARGEST),
                    Values.integer(UdpLimits.SMALLEST, UdpLimits.LARGEST),
                    "The same through SAs, where these carry TCP (CAP_NET_ADMIN)");

    static final Setting<Optional<Integer>> PATH_MTU =
            Setting.of(
                    "path-mtu",
                    "",
                    Values.optional(Values.integer(PathMtu.SMALLEST, PathMtu.LARGEST)),
                    "Octets of the largest IP packet of the path to the P-CSCF: what is within 200"
                            + " octets of it, or within 170 of what ESP leaves of it, goes over TCP"
                            + " too; nothing: not known");

    static final Setting<Optional<Duration>> EXPIRES =
            Setting.of(
                    "expires",
                    "",
                    Values.optional(Values.duration(Duration.ofSeconds(1), Duration.ofDays(365))),
                    "Registration time to ask for; nothing: 600000 s");

    static final Setting<Duration> T1 =
            Setting.of(
                    "t1",
                    "2s",
                    Values.duration(Duration.ofMillis(100), Duration.ofSeconds(10)),
                    "First retransmission interval of SIP (2 s in TS 24.229)");

    static final Setting<Integer> ATTEMPTS =
            Setting.of(
                    "attempts",
                    "3",
                    Values.integer(1, 10),
                    "First REGISTERs without success before the UE gives up");

    static final Setting<Boolean> BARE_ON_406 =
            Setting.of(
                    "bare-on-406",
                    "false",
                    Values.bool(),
                    "Whether it registers without IPsec where the P-CSCF answers 406");

    static final Setting<String> OTHER_REQUESTS =
            Setting.of(
                    "other-requests",
                    "",
                    lines(),
                    "Header fields of requests other than REGISTER, one a line");

    public static final Schema SCHEMA =
            new Schema(
                    List.of(
                            EXTENDS,
                            DESCRIPTION,
                            USER_AGENT,
                            ALLOW,
                            ACCESS_NETWORK,
                            REGISTER,
                            BODY,
                            OFFERS,
                            OFFER,
                            VERIFY,
                            SEPARATOR,
                            SPIS,
                            SPI_S,
                            CLIENT_PORTS,
                            PORT_C,
                            SERVER_PORTS,
                            NEW_SERVER_PORT,
                            BARE_PORT,
                            MOST_OVER_UDP,
                            MOST_OVER_UDP_INSIDE,
                            PATH_MTU,
                            EXPIRES,
                            T1,
                            ATTEMPTS,
                            BARE_ON_406,
                            OTHER_REQUESTS));

    private ShapeSettings() {}

    private static Setting<String> line(String key, String doc) {
        return Setting.of(
                key,
                "",
                Values.matching("\\P{Cntrl}{0,256}", "a line of at most 256 characters"),
                doc);
    }

    /** Texts of several lines; a trailing line end is YAML's. */
    private static ValueParser<String> lines() {
        return new ValueParser<>(
                "a text of at most " + MOST_CHARACTERS + " characters without tabs",
                text -> {
                    boolean printable =
                            text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c));
                    return printable && text.length() <= MOST_CHARACTERS
                            ? Optional.of(text.stripTrailing())
                            : Optional.empty();
                });
    }

    private static ValueParser<Range> ports() {
        return Range.parser(FIRST_PORT, LAST_PORT);
    }

    private static ValueParser<Numbers.Place> place() {
        return Values.oneOf(Numbers.Place.class);
    }
}
