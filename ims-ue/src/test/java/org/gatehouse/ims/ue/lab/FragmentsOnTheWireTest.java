package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REGISTERs of 4,000 octets between two network namespaces, over UDP and over TCP. */
@Timeout(180)
class FragmentsOnTheWireTest {
    private static final List<String> MODES = List.of("trans", "UDP-enc-tun");

    @TempDir private Path folder;

    /** What goes over the cable while UEs register, refresh and leave, one for each mode. */
    private Tshark captured(boolean ipv6, int mtu, String options, String... settings)
            throws Exception {
        Path tshark = Tools.require("tshark");
        Path tcpdump = Tools.require("tcpdump");
        String prefix = ipv6 ? Namespaces.CORE_PREFIX_6 : Namespaces.CORE_PREFIX;
        Tshark.Sniffer seen;
        try (Namespaces namespaces = new Namespaces()) {
            List<String> narrow =
                    List.of("ip", "link", "set", namespaces.device(), "mtu", "" + mtu);
            assertThat(Tools.run(namespaces.inCore(narrow)).exit()).isZero();
            assertThat(Tools.run(namespaces.inUe(narrow)).exit()).isZero();
            try (NamespaceLab lab = new NamespaceLab(namespaces, folder, prefix, settings);
                    Tshark.Sniffer sniffer = Tshark.Sniffer.start(namespaces, tcpdump, folder);
                    NamespaceLab.Ues ues = lab.start(namespaces.ue(), lines(ipv6, options))) {
                seen = sniffer;
                ues.join();
            }
        }
        return Tshark.of(tshark, seen, MODES.stream().map(this::keys).toList());
    }

    private Path keys(String mode) {
        return folder.resolve("esp_sa." + mode);
    }

    private String[] lines(boolean ipv6, String options) {
        String pcscf =
                ipv6
                        ? "[" + Namespaces.CORE_PREFIX_6 + "::3]:5060"
                        : Namespaces.CORE_PREFIX + ".3:5060";
        String local = ipv6 ? Namespaces.UE_ADDRESS_6 : Namespaces.UE_ADDRESS;
        return MODES.stream()
                .map(mode ->
                        String.join(
                                " ",
                                "ue register --profile iphone-location --pcscf " + pcscf,
                                "--local " + local,
                                "--subscriber " + (MODES.indexOf(mode) + 1),
                                "--sqn-file " + folder.resolve("sqn." + mode),
                                "--esp-sa " + keys(mode),
                                "--mode " + mode,
                                "--json --refresh 1 --hold 0 " + options))
                .toArray(String[]::new);
    }

    /** RFC 2406 clause 3.3.4: ESP first, then fragments. */
    @ParameterizedTest
    @CsvSource({"false, 1280", "false, 1500", "true, 1280", "true, 1500"})
    void overUdpTheKernelCutsUpWhatEspMadeAndTsharkFindsTheWholeRegister(boolean ipv6, int mtu)
            throws Exception {
        Tshark seen =
                captured(
                        ipv6,
                        mtu,
                        "--most-over-udp 65000",
                        "pcscf.tcp-in-esp=off",
                        "pcscf.force-encapsulation=false");
        assertThat(seen.shown("frame.len > " + (mtu + 14), "frame.len")).isEmpty();
        // who may be cut up says so to every router
        String stiff = "ip.flags.df == 1 && (ip.flags.mf == 1 || ip.frag_offset > 0)";
        assertThat(seen.shown(stiff, "frame.number")).isEmpty();
        String cut = ipv6 ? "ipv6.fragment.count" : "ip.fragment.count";
        List<String> registers =
                seen.shown(
                        "esp && sip.Method == REGISTER && " + cut + " >= 3",
                        "esp.icv_good",
                        "sip.Content-Length",
                        "udp.port");
        // SM7, refresh with its answer, and the same to leave, for each mode
        assertThat(registers)
                .hasSizeGreaterThanOrEqualTo(MODES.size() * 5)
                .allMatch(line -> line.matches("1;[2-9]\\d{3};\\d+"));
        assertThat(registers).filteredOn(line -> line.endsWith(";4500")).hasSizeGreaterThan(4);
        assertThat(registers).filteredOn(line -> !line.endsWith(";4500")).hasSizeGreaterThan(4);
    }

    /** Where the path is known, no segment of a connection inside ESP is too long for it. */
    @ParameterizedTest
    @CsvSource({"false, 1280", "true, 1280", "false, 1500"})
    void overTcpNothingIsCutUp(boolean ipv6, int mtu) throws Exception {
        Privileges.requireTun();
        Tshark seen =
                captured(
                        ipv6,
                        mtu,
                        "--most-over-udp 1300 --path-mtu " + mtu,
                        "pcscf.tcp-in-esp=on",
                        "pcscf.force-encapsulation=false",
                        "pcscf.path-mtu=" + mtu);
        String cut = ipv6 ? "ipv6.fraghdr" : "ip.flags.mf == 1 || ip.frag_offset > 0";
        assertThat(seen.shown(cut, "frame.number")).isEmpty();
        List<String> registers =
                seen.shown(
                        "esp && sip.Method == REGISTER",
                        "esp.icv_good",
                        "sip.Content-Length",
                        "tcp.dstport");
        assertThat(registers)
                .hasSizeGreaterThanOrEqualTo(MODES.size() * 5)
                .allMatch(line -> line.matches("1;[2-9]\\d{3};6060"));
    }
}
