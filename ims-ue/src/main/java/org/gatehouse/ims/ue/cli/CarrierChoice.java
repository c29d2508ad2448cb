package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.Marks;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.ipsec.kernel.Xfrm;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --ipsec} and {@code --mode} ask for.
 *
 * @param wanted carriers in the order in which their modes are offered; none: no IPsec
 * @param all whether one that can't be had ends the run, or the others are taken
 * @param kernel whether all carriers are to be the kernel's
 */
record CarrierChoice(List<Carrier> wanted, boolean all, boolean kernel) {
    private static final String NOT_POSSIBLE = "IPsec not possible here: ";

    CarrierChoice {
        wanted = List.copyOf(wanted);
    }

    /**
     * Where carriers are looked for.
     *
     * @param peer the P-CSCF
     */
    record Machine(Network network, Netlink.Source netlink, InetAddress local, InetAddress peer) {}

    /**
     * Carriers to try together.
     *
     * @param kernels those of them that are the kernel's
     * @param reason why these
     */
    record Attempt(List<Carrier> carriers, Set<Carrier> kernels, String reason) {
        List<IpsecMode> modes() {
            return carriers.stream().map(Carrier::mode).toList();
        }

        /** Engine, carriers and reason, for a line that people read. */
        String text() {
            String user =
                    carriers.stream()
                            .filter(carrier -> !kernels.contains(carrier))
                            .map(Carrier::token)
                            .collect(Collectors.joining("+"));
            List<String> engines = new ArrayList<>();
            if (!kernels.isEmpty()) {
                engines.add("kernel");
            }
            if (!user.isEmpty()) {
                engines.add("user/" + user);
            }
            String what = engines.isEmpty() ? "off" : String.join("+", engines);
            return what + " (" + reason + ")";
        }
    }

    /** Reads the two options. */
    static CarrierChoice of(String ipsec, @Nullable String mode) throws CommandFailure {
        IpsecMode only = mode == null ? null : mode(mode);
        return switch (ipsec) {
            case "off" -> new CarrierChoice(List.of(), true, false);
            case "udp" -> one(ipsec, Carrier.UDP, only);
            case "ip" -> one(ipsec, Carrier.IP, only);
            case "kernel" ->
                    new CarrierChoice(
                            List.of(only == null ? Carrier.IP : Carrier.of(only)), true, true);
            case "auto" ->
                    only == null
                            ? new CarrierChoice(List.of(Carrier.IP, Carrier.UDP), false, false)
                            : new CarrierChoice(
                                    List.of(Carrier.of(only)), only == Carrier.UDP.mode(), false);
            default ->
                    throw CommandFailure.usage(
                            "--ipsec " + ipsec + " (expected: auto, kernel, ip, udp or off)");
        };
    }

    private static IpsecMode mode(String text) throws CommandFailure {
        Optional<IpsecMode> mode = IpsecMode.ofToken(text);
        if (mode.isEmpty() || mode.get() == IpsecMode.TUNNEL) {
            throw CommandFailure.usage("--mode " + text + " (expected: trans or UDP-enc-tun)");
        }
        return mode.get();
    }

    private static CarrierChoice one(String ipsec, Carrier carrier, @Nullable IpsecMode only)
            throws CommandFailure {
        if (only != null && only != carrier.mode()) {
            throw new CommandFailure(
                    ExitCode.IPSEC_NOT_POSSIBLE,
                    NOT_POSSIBLE
                            + "carrier "
                            + ipsec
                            + " has no mode "
                            + only.token()
                            + " (expected: --mode "
                            + carrier.mode().token()
                            + ")");
        }
        return new CarrierChoice(List.of(carrier), true, false);
    }

    /**
     * What to try, one after the other.
     *
     * @throws CommandFailure if what was asked for by name can't be
     */
    List<Attempt> attempts(Machine here) throws CommandFailure {
        if (all) {
            String no = kernel ? whyNoKernel(here) : null;
            if (no != null) {
                throw notPossible("--ipsec kernel: " + no);
            }
            return List.of(
                    new Attempt(
                            wanted,
                            kernel ? Set.copyOf(wanted) : Set.of(),
                            "chosen by --ipsec and --mode"));
        }
        String noKernel = whyNoKernel(here);
        String noIp = noKernel == null ? null : whyNoIp(here.network(), here.local());
        String reason =
                "auto: "
                        + (noKernel == null
                                ? "the kernel does ESP"
                                : "kernel: "
                                        + noKernel
                                        + ", "
                                        + (noIp == null ? "ip is possible here" : "ip: " + noIp));
        List<Attempt> attempts = new ArrayList<>();
        if (noIp == null) {
            Set<Carrier> kernels = noKernel == null ? Set.of(Carrier.IP) : Set.of();
            attempts.add(new Attempt(wanted, kernels, reason));
            if (wanted.size() > 1) {
                attempts.add(
                        new Attempt(
                                List.of(Carrier.IP),
                                kernels,
                                reason + ", udp: port taken, or no TUN device for TCP"));
            }
        } else if (wanted.contains(Carrier.UDP)) {
            attempts.add(new Attempt(List.of(Carrier.UDP), Set.of(), reason));
        } else {
            throw notPossible("--mode trans: " + reason);
        }
        return attempts;
    }

    /** Null, or why the kernel can't have the sets with this P-CSCF. */
    private static @Nullable String whyNoKernel(Machine here) {
        try (Netlink netlink = here.netlink().open()) {
            Xfrm.requireRemote(here.peer());
            new Xfrm(netlink, Marks.UE)
                    .probe(
                            AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                            here.local() instanceof Inet6Address);
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String whyNoIp(Network network, InetAddress local) {
        try {
            network.openIp(local, InnerPacket.PROTOCOL_ESP, (from, packet) -> {}).close();
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    static CommandFailure notPossible(String problem) {
        return new CommandFailure(ExitCode.IPSEC_NOT_POSSIBLE, NOT_POSSIBLE + problem);
    }
}
