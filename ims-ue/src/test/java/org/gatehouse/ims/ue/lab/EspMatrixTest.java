package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.ue.lab.Tshark.Sniffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * UEs and the core in two network namespaces, both with the ESP of the engine user: each pair of
 * algorithms over IPv4 and IPv6, as protocol 50 and inside UDP, with UDP and TCP inside.
 */
@Timeout(180)
class EspMatrixTest {
    private static final List<String> ALGS = List.of("hmac-md5-96", "hmac-sha-1-96");
    private static final List<String> EALGS = List.of("null", "aes-cbc", "des-ede3-cbc");
    private static final int PAIRS = 6;
    private static final String ESP_ALONE = "ip.proto == 50 || ipv6.nxt == 50";

    private int keyFiles;

    @TempDir private Path folder;

    /** Where core and UE are. */
    enum Version {
        IPV4(
                Namespaces.CORE_PREFIX,
                Namespaces.CORE_PREFIX + ".3:5060",
                Namespaces.UE_ADDRESS,
                "ip.addr"),
        IPV6(
                Namespaces.CORE_PREFIX_6,
                "[" + Namespaces.CORE_PREFIX_6 + "::3]:5060",
                Namespaces.UE_ADDRESS_6,
                "ipv6.addr");

        private final String core;
        private final String pcscf;
        private final String ue;
        private final String addressField;

        Version(String core, String pcscf, String ue, String addressField) {
            this.core = core;
            this.pcscf = pcscf;
            this.ue = ue;
            this.addressField = addressField;
        }
    }

    /** A column of the matrix: both versions and both carriers. */
    private static Stream<Arguments> columns() {
        return Stream.of(Version.values())
                .flatMap(version ->
                        Stream.of(Carrier.IP, Carrier.UDP)
                                .map(carrier -> Arguments.of(version, carrier)));
    }

    @ParameterizedTest
    @MethodSource("columns")
    @Requirement({
        "arch-gm-protected",
        "esp-four-sas",
        "esp-enc-algs",
        "esp-int-algs",
        "port-udp-use",
        "nat-mode-list"
    })
    void everyPairOfAlgorithmsRegistersRefreshesAndDeregistersOverUdp(
            Version version, Carrier carrier) throws Exception {
        Tshark seen = captured(version, carrier, false, eachPair(version, carrier, ""));
        List<String> inside = seen.inside();
        // SM7 and SM12; 4 messages of the refresh and of the deregistration, over old and new SAs
        // for each; more where a slow machine makes SIP repeat itself
        assertThat(inside).hasSizeGreaterThanOrEqualTo(PAIRS * 10);
        assertThat(inside)
                .allMatch(
                        line -> line.matches("1;((REGISTER|SUBSCRIBE|NOTIFY);|;(200|401|481));.*"))
                .anyMatch(line -> line.startsWith("1;NOTIFY;"));
        assertThat(inside)
                .filteredOn(line -> line.startsWith("1;;200;"))
                .hasSizeGreaterThanOrEqualTo(PAIRS * 3);
    }

    /** "The transport protocol selector shall allow UDP and TCP" (TS 33.203 clause 7.1). */
    @ParameterizedTest
    @MethodSource("columns")
    @Requirement({"esp-transport-mode", "esp-four-sas", "sel-transport", "port-tcp-use"})
    void everyPairOfAlgorithmsRegistersRefreshesAndDeregistersOverTcp(
            Version version, Carrier carrier) throws Exception {
        Tshark seen =
                captured(version, carrier, true, eachPair(version, carrier, "--transport tcp"));
        List<String> inside = seen.inside();
        // the P-CSCF too speaks on the connections that the UEs opened
        assertThat(inside)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("1;") && !line.endsWith(";"));
        assertThat(inside)
                .filteredOn(line -> line.startsWith("1;REGISTER;"))
                .hasSizeGreaterThanOrEqualTo(PAIRS * 3);
        assertThat(inside)
                .filteredOn(line -> line.startsWith("1;;200;"))
                .hasSizeGreaterThanOrEqualTo(PAIRS * 3);
        assertThat(seen.count("tcp.port == 6060")).as("clear TCP").isZero();
    }

    @ParameterizedTest
    @MethodSource("columns")
    @Requirement({"sel-transport", "port-udp-use", "port-tcp-use"})
    void registerAndOtherRequestsOverDifferentTransportsShareTheSas(
            Version version, Carrier carrier) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String mixed :
                List.of(
                        "--transport tcp --request-transport udp",
                        "--transport udp --request-transport tcp")) {
            int number = lines.size() + 1;
            String self = "sip:00101000000000" + number + "@" + LabCore.HOME_DOMAIN;
            lines.add(
                    String.join(
                            " ",
                            "ue register --json --refresh 1 --hold 0",
                            common(version, carrier, number),
                            mixed));
            lines.add(
                    String.join(
                            " ",
                            "ue message --json --text hoi --to " + self,
                            common(version, carrier, number),
                            mixed));
        }
        Tshark seen = captured(version, carrier, true, lines);
        Map<String, Set<String>> bySpi =
                seen.inside().stream()
                        .map(line -> line.split(";", -1))
                        .filter(fields -> !fields[1].isEmpty())
                        .collect(
                                Collectors.groupingBy(
                                        fields -> fields[3],
                                        Collectors.mapping(
                                                fields ->
                                                        fields[1]
                                                                + (fields[5].isEmpty()
                                                                        ? " udp"
                                                                        : " tcp"),
                                                Collectors.toSet())));
        assertThat(bySpi.values())
                .contains(
                        Set.of("REGISTER tcp", "SUBSCRIBE udp"),
                        Set.of("REGISTER udp", "SUBSCRIBE tcp"),
                        Set.of("REGISTER tcp", "MESSAGE udp"),
                        Set.of("REGISTER udp", "MESSAGE tcp"));
    }

    /** What goes over the cable while UEs do these things, one after the other. */
    private Tshark captured(Version version, Carrier carrier, boolean tcp, List<String> lines)
            throws Exception {
        if (tcp) {
            Privileges.requireTun();
        }
        // whether or not anybody looks on
        Optional<Path> tcpdump = Tools.find("tcpdump");
        Sniffer sniffer = null;
        try (Namespaces namespaces = new Namespaces();
                NamespaceLab lab =
                        new NamespaceLab(
                                namespaces,
                                folder,
                                version.core,
                                "pcscf.force-encapsulation=" + (carrier == Carrier.UDP),
                                "pcscf.tcp-in-esp=" + (tcp ? "on" : "off"))) {
            sniffer = tcpdump.isEmpty() ? null : Sniffer.start(namespaces, tcpdump.get(), folder);
            try (NamespaceLab.Ues ues = lab.start(namespaces.ue(), lines.toArray(String[]::new))) {
                ues.join();
                assertThat(ues.out().lines().filter(line -> line.startsWith("{")))
                        .isNotEmpty()
                        .allMatch(line ->
                                line.contains("\"mode\":\"" + carrier.mode().token() + "\""));
            }
        } finally {
            if (sniffer != null) {
                sniffer.close();
            }
        }
        Path tshark = Tools.require("tshark");
        Tools.require("tcpdump");
        Tshark seen = Tshark.of(tshark, Objects.requireNonNull(sniffer), keys());
        // either carrier alone, and between the addresses of both ends
        assertThat(seen.count(carrier == Carrier.IP ? "udp.port == 4500" : ESP_ALONE)).isZero();
        assertThat(seen.count("esp && !(" + version.addressField + " == " + version.ue + ")"))
                .isZero();
        return seen;
    }

    private List<Path> keys() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("esp_sa."))
                    .toList();
        }
    }

    private String common(Version version, Carrier carrier, int number) {
        return String.join(
                " ",
                "--pcscf " + version.pcscf,
                "--local " + version.ue + " --subscriber " + number,
                "--ipsec " + carrier.token(),
                "--sqn-file " + folder.resolve("sqn." + number),
                "--esp-sa " + folder.resolve("esp_sa." + keyFiles++));
    }

    private List<String> eachPair(Version version, Carrier carrier, String options) {
        List<String> lines = new ArrayList<>();
        for (String alg : ALGS) {
            for (String ealg : EALGS) {
                int number = lines.size() + 1;
                lines.add(
                        String.join(
                                " ",
                                "ue register --json --refresh 1 --hold 0",
                                common(version, carrier, number),
                                "--alg " + alg + " --ealg " + ealg,
                                options));
            }
        }
        return lines;
    }
}
