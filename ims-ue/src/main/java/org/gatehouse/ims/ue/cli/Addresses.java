package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.net.HostPort;
import org.jspecify.annotations.Nullable;

/** Addresses on the command line. */
final class Addresses {
    private static final int LAST_OCTET = 254;

    private Addresses() {}

    /**
     * Where this UE is.
     *
     * @param candidates addresses to try, in order
     * @param port port for bare SIP, 0 for a free one
     */
    record Local(List<InetAddress> candidates, int port) {}

    /** {@code HOST:PORT}, {@code [IPv6]:PORT}. */
    static InetSocketAddress hostPort(String option, String text) throws CommandFailure {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && text.lastIndexOf(']') == colon - 1;
        // which part of 2001:db8::1:5060 is the port, if any?
        if (colon <= 0 || (!bracketed && text.indexOf(':') < colon)) {
            throw CommandFailure.usage(
                    option
                            + " "
                            + text
                            + " (expected: HOST:PORT, e.g. 127.0.0.1:5060 or [::1]:5060)");
        }
        return new InetSocketAddress(
                address(option, text.substring(0, colon)), port(option, text.substring(colon + 1)));
    }

    static int port(String option, String text) throws CommandFailure {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        }
        throw CommandFailure.usage(option + ": port '" + text + "' (expected: 1 to 65535)");
    }

    static Local local(@Nullable String option, InetAddress pcscf) throws CommandFailure {
        if (option != null) {
            boolean hasPort = option.matches("\\[.*\\]:\\d+|[^:]*:\\d+");
            InetSocketAddress both =
                    hasPort
                            ? hostPort("--local", option)
                            : new InetSocketAddress(address("--local", option), 0);
            checkVersions(both.getAddress(), pcscf);
            return new Local(List.of(both.getAddress()), both.getPort());
        }
        if (pcscf.isLoopbackAddress() && pcscf instanceof Inet4Address) {
            return new Local(loopbackCandidates(), 0);
        }
        return new Local(List.of(addressTowards(pcscf)), 0);
    }

    private static void checkVersions(InetAddress local, InetAddress pcscf) throws CommandFailure {
        if (local.getAddress().length != pcscf.getAddress().length) {
            throw CommandFailure.usage(
                    "--local "
                            + HostPort.text(local)
                            + " and --pcscf "
                            + HostPort.text(pcscf)
                            + " (expected: both IPv4 or both IPv6)");
        }
    }

    /** 127.0.1.1 and so on: each UE of a machine needs a port 4500 of its own. */
    private static List<InetAddress> loopbackCandidates() {
        List<InetAddress> candidates = new ArrayList<>();
        for (int i = 1; i <= LAST_OCTET; i++) {
            candidates.add(InetAddress.ofLiteral("127.0.1." + i));
        }
        return candidates;
    }

    /** The address this machine would send from; nothing is sent. */
    private static InetAddress addressTowards(InetAddress pcscf) throws CommandFailure {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(pcscf, 5060));
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "no way to "
                            + HostPort.text(pcscf)
                            + ": "
                            + e.getMessage()
                            + " (expected: a route, or --local ADDRESS)");
        }
    }

    static InetAddress address(String option, String text) throws CommandFailure {
        String host =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw CommandFailure.usage(
                    option + ": unknown host " + host + " (expected: an address or a known name)");
        }
    }
}
