package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Tools;

/**
 * Two network namespaces with one cable between them: the core's, which has three addresses, and
 * the UE's. Skips the running test where they can't be made.
 */
final class Namespaces implements AutoCloseable {
    /** As {@link CorePlaces#apart} wants it. */
    static final String CORE_PREFIX = "10.203.77";

    static final String UE_ADDRESS = CORE_PREFIX + ".10";

    /** The same in IPv6, on the same cable. */
    static final String CORE_PREFIX_6 = "fd77:203:77";

    static final String UE_ADDRESS_6 = CORE_PREFIX_6 + "::10";

    /** What every UE behind a NAT has, as in so many homes. */
    static final String PRIVATE_ADDRESS = "192.168.77.10";

    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    private final String core = "gh-core-" + PID;
    private final String ue = "gh-ue-" + PID;
    private final List<String> made = new ArrayList<>();

    Namespaces() throws IOException, InterruptedException {
        Privileges.requireNamespaces();
        Tools.require("ip");
        if (!ip("netns", "add", core)) {
            Privileges.skip("no network namespaces here (expected: a kernel and a user that may)");
        }
        made.add(core);
        try {
            build();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void build() throws IOException, InterruptedException {
        add(ue);
        cable(core, "gm0", ue);
        for (int host = 1; host <= 3; host++) {
            must("-n", core, "addr", "add", CORE_PREFIX + "." + host + "/24", "dev", "gm0");
            address6(core, CORE_PREFIX_6 + "::" + host);
        }
        must("-n", ue, "addr", "add", UE_ADDRESS + "/24", "dev", "gm0");
        address6(ue, UE_ADDRESS_6);
        for (String name : List.of(core, ue)) {
            must("-n", name, "link", "set", "gm0", "up");
            must("-n", name, "link", "set", "lo", "up");
        }
    }

    private void add(String name) throws IOException, InterruptedException {
        must("netns", "add", name);
        made.add(name);
    }

    private static void cable(String end, String device, String other)
            throws IOException, InterruptedException {
        must(
                "link", "add", device, "netns", end, "type", "veth", "peer", "name", "gm0", "netns",
                other);
    }

    /**
     * Adds a UE at {@link #PRIVATE_ADDRESS} behind a NAT of its own, which changes addresses and
     * ports. Skips the running test where a NAT can't be made.
     *
     * @param number 1 to 9
     * @return its namespace, for {@link #in}
     */
    String behindNat(int number) throws IOException, InterruptedException {
        Path iptables = Tools.require("iptables");
        String nat = "gh-nat" + number + "-" + PID;
        String home = "gh-home" + number + "-" + PID;
        String net = "10.203.8" + number;
        add(nat);
        add(home);
        cable(core, "nat" + number, nat);
        cable(nat, "home", home);
        address(core, net + ".1/24", "nat" + number);
        address(nat, net + ".2/24", "gm0");
        address(nat, "192.168.77.1/24", "home");
        address(home, PRIVATE_ADDRESS + "/24", "gm0");
        must("-n", nat, "route", "add", "default", "via", net + ".1");
        must("-n", home, "route", "add", "default", "via", "192.168.77.1");
        must("netns", "exec", nat, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        List<String> masquerade =
                List.of(
                        iptables.toString(),
                        "-t",
                        "nat",
                        "-A",
                        "POSTROUTING",
                        "-o",
                        "gm0",
                        "-j",
                        "MASQUERADE",
                        "--random");
        Tools.Result result = Tools.run(in(nat, masquerade));
        if (result.exit() != 0) {
            Privileges.skip("no NAT in this kernel: " + result.err().strip());
        }
        return home;
    }

    private static void address(String name, String address, String device)
            throws IOException, InterruptedException {
        must("-n", name, "addr", "add", address, "dev", device);
        must("-n", name, "link", "set", device, "up");
        must("-n", name, "link", "set", "lo", "up");
    }

    /** Without the second that IPv6 looks whether somebody else has the address. */
    private static void address6(String name, String address)
            throws IOException, InterruptedException {
        must("-n", name, "addr", "add", address + "/64", "dev", "gm0", "nodad");
    }

    private static boolean ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return Tools.run(command).exit() == 0;
    }

    private static void must(String... arguments) throws IOException, InterruptedException {
        if (!ip(arguments)) {
            throw new IOException("failed: ip " + String.join(" ", arguments));
        }
    }

    /** The interface at both ends. */
    String device() {
        return "gm0";
    }

    /** The UE's namespace, for {@link #in}. */
    String ue() {
        return ue;
    }

    List<String> inCore(List<String> command) {
        return in(core, command);
    }

    List<String> inUe(List<String> command) {
        return in(ue, command);
    }

    static List<String> in(String name, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    @Override
    public void close() throws IOException {
        try {
            for (String name : made.reversed()) {
                ip("netns", "del", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
