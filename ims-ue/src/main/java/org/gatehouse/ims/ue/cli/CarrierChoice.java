package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --ipsec} and {@code --mode} ask for.
 *
 * @param wanted carriers in the order in which their modes are offered; none: no IPsec
 * @param all whether one that can't be had ends the run, or the others are taken
 */
record CarrierChoice(List<Carrier> wanted, boolean all) {
    private static final String NOT_POSSIBLE = "IPsec not possible here: ";

    CarrierChoice {
        wanted = List.copyOf(wanted);
    }

    /**
     * Carriers to try together.
     *
     * @param reason why these
     */
    record Attempt(List<Carrier> carriers, String reason) {
        List<IpsecMode> modes() {
            return carriers.stream().map(Carrier::mode).toList();
        }

        /** Engine, carriers and reason, for a line that people read. */
        String text() {
            String what =
                    carriers.isEmpty()
                            ? "off"
                            : carriers.stream()
                                    .map(Carrier::token)
                                    .collect(Collectors.joining("+", "user/", ""));
            return what + " (" + reason + ")";
        }
    }

    /** Reads the two options. */
    static CarrierChoice of(String ipsec, @Nullable String mode) throws CommandFailure {
        IpsecMode only = mode == null ? null : mode(mode);
        return switch (ipsec) {
            case "off" -> new CarrierChoice(List.of(), true);
            case "udp" -> one(Carrier.UDP, only);
            case "ip" -> one(Carrier.IP, only);
            case "auto" ->
                    only == null
                            ? new CarrierChoice(List.of(Carrier.IP, Carrier.UDP), false)
                            : new CarrierChoice(List.of(Carrier.of(only)), true);
            case "kernel" ->
                    throw new CommandFailure(
                            ExitCode.IPSEC_NOT_POSSIBLE,
                            NOT_POSSIBLE
                                    + "this UE has no carrier kernel (expected: --ipsec udp, which"
                                    + " needs no privileges, or ip)");
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

    private static CarrierChoice one(Carrier carrier, @Nullable IpsecMode only)
            throws CommandFailure {
        if (only != null && only != carrier.mode()) {
            throw new CommandFailure(
                    ExitCode.IPSEC_NOT_POSSIBLE,
                    NOT_POSSIBLE
                            + "carrier "
                            + carrier.token()
                            + " has no mode "
                            + only.token()
                            + " (expected: --mode "
                            + carrier.mode().token()
                            + ")");
        }
        return new CarrierChoice(List.of(carrier), true);
    }

    /** What to try at an address, one after the other. */
    List<Attempt> attempts(Network network, InetAddress local) {
        if (all) {
            return List.of(new Attempt(wanted, "chosen by --ipsec and --mode"));
        }
        List<Attempt> attempts = new ArrayList<>();
        String refused = "auto: kernel is not in this build, ";
        String ip = whyNoIp(network, local);
        if (ip == null) {
            attempts.add(new Attempt(wanted, refused + "ip and udp are possible here"));
            attempts.add(new Attempt(List.of(Carrier.IP), refused + "the port of udp is taken"));
        } else {
            attempts.add(new Attempt(List.of(Carrier.UDP), refused + "ip: " + ip));
        }
        return attempts;
    }

    private static @Nullable String whyNoIp(Network network, InetAddress local) {
        try {
            network.openIp(local, InnerPacket.PROTOCOL_ESP, (from, packet) -> {}).close();
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    static CommandFailure notPossible(IOException problem) {
        return new CommandFailure(ExitCode.IPSEC_NOT_POSSIBLE, NOT_POSSIBLE + problem.getMessage());
    }
}
