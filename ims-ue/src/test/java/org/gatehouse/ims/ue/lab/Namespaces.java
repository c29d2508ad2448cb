package org.gatehouse.ims.ue.lab;

import java.io.IOException;
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

    private final String core = "gh-core-" + ProcessHandle.current().pid();
    private final String ue = "gh-ue-" + ProcessHandle.current().pid();

    Namespaces() throws IOException, InterruptedException {
        Privileges.requireNamespaces();
        Tools.require("ip");
        if (!ip("netns", "add", core)) {
            Privileges.skip("no network namespaces here (expected: a kernel and a user that may)");
        }
        try {
            build();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void build() throws IOException, InterruptedException {
        must("netns", "add", ue);
        must(
                "link", "add", "gm0", "netns", core, "type", "veth", "peer", "name", "gm0", "netns",
                ue);
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

    List<String> inCore(List<String> command) {
        return in(core, command);
    }

    List<String> inUe(List<String> command) {
        return in(ue, command);
    }

    private static List<String> in(String name, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    @Override
    public void close() throws IOException {
        try {
            ip("netns", "del", core);
            ip("netns", "del", ue);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
