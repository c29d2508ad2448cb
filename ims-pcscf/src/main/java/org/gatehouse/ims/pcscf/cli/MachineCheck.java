package org.gatehouse.ims.pcscf.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.ipsec.kernel.EspProof;
import org.gatehouse.ims.core.ipsec.kernel.Marks;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.ipsec.kernel.Xfrm;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;

/** Tries what this machine can do for IPsec; changes nothing that stays. */
final class MachineCheck {
    private static final Path TUN = Path.of("/dev/net/tun");

    /** Two integrity and three encryption algorithms. */
    private static final int ALL_PAIRS = 6;

    private final Network network;
    private final Netlink.Source kernel;
    private final EspProof.Isolation isolation;
    private final InetSocketAddress esp;
    private final List<Result> results = new ArrayList<>();

    /**
     * One thing that was tried.
     *
     * @param name kernel, kernel-ipv4, kernel-ipv6, kernel-esp, raw-socket, tun, udp
     * @param detail what it is good for, or what is wrong
     * @param advice what to change; empty where nothing is wrong
     */
    record Result(String name, boolean possible, String detail, String advice) {}

    /**
     * @param isolation where the kernel is seen encrypting
     * @param esp address and UDP port that ESP is to arrive at
     */
    MachineCheck(
            Network network,
            Netlink.Source kernel,
            EspProof.Isolation isolation,
            InetSocketAddress esp) {
        this.network = network;
        this.kernel = kernel;
        this.isolation = isolation;
        this.esp = esp;
    }

    List<Result> run() {
        kernel();
        rawSocket();
        tun();
        udp();
        return List.copyOf(results);
    }

    /** What {@code ipsec: auto} would take. */
    static String auto(List<Result> results) {
        List<String> taken = new ArrayList<>();
        if (isPossible(results, "kernel")) {
            taken.add("kernel");
        } else if (isPossible(results, "raw-socket")) {
            taken.add("ip");
        }
        if (isPossible(results, "udp")) {
            taken.add("udp");
        }
        return taken.isEmpty() ? "nothing" : String.join("+", taken);
    }

    private static boolean isPossible(List<Result> results, String name) {
        return results.stream().anyMatch(one -> one.name().equals(name) && one.possible());
    }

    private void kernel() {
        try (Netlink netlink = kernel.open()) {
            Xfrm xfrm = new Xfrm(netlink, Marks.PCSCF);
            boolean ipv4 = algorithms(xfrm, "kernel-ipv4", /* ipv6= */ false);
            boolean ipv6 = algorithms(xfrm, "kernel-ipv6", /* ipv6= */ true);
            boolean needed = esp.getAddress().getAddress().length == 4 ? ipv4 : ipv6;
            add(
                    "kernel",
                    needed,
                    needed
                            ? "both modes by Linux (ipsec: kernel), TCP too; not to peers on"
                                    + " this machine, for the device lo does no IPsec"
                            : "the kernel does not take all algorithms for "
                                    + HostPort.text(esp.getAddress()),
                    "see kernel-ipv4 and kernel-ipv6");
            if (needed) {
                proof();
            }
        } catch (IOException e) {
            add(
                    "kernel",
                    false,
                    String.valueOf(e.getMessage()),
                    "load the modules (modprobe xfrm_user esp4 esp6) and give CAP_NET_ADMIN; or"
                            + " ipsec: ip or udp, which do without");
        }
    }

    /** A datagram has to leave the kernel as ESP, and to come in as such, in all algorithms. */
    private void proof() {
        boolean ipv6 = esp.getAddress().getAddress().length != 4;
        try {
            isolation.run(() -> {
                try (Netlink netlink = kernel.open()) {
                    EspProof proof = new EspProof(netlink, network, ipv6);
                    for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
                        for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
                            proof.run(new AlgorithmPair(integrity, encryption));
                        }
                    }
                }
            });
            add(
                    "kernel-esp",
                    true,
                    "six datagrams left as ESP, which Gatehouse's own ESP opened, and came in as"
                            + " such; the SAs counted them",
                    "");
        } catch (IOException e) {
            add(
                    "kernel-esp",
                    false,
                    "not seen: " + e.getMessage(),
                    "run this check as root: it makes a network namespace of its own, and needs"
                            + " CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW for that alone");
        }
    }

    private boolean algorithms(Xfrm xfrm, String name, boolean ipv6) {
        List<String> missing = new ArrayList<>();
        String why = "";
        for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
            for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
                AlgorithmPair pair = new AlgorithmPair(integrity, encryption);
                try {
                    xfrm.probe(pair, ipv6);
                } catch (IOException e) {
                    missing.add(pair.toString());
                    why = ": " + e.getMessage();
                }
            }
        }
        add(
                name,
                missing.isEmpty(),
                switch (missing.size()) {
                    case 0 -> "all six pairs of algorithms";
                    case ALL_PAIRS -> "no pair of algorithms" + why;
                    default -> "not " + String.join(", ", missing) + why;
                },
                "load the modules "
                        + (ipv6 ? "esp6" : "esp4")
                        + ", md5, sha1, aes, des and crypto_null, and be root or have"
                        + " CAP_NET_ADMIN; or leave the pairs out of the setting algorithms");
        return missing.isEmpty();
    }

    private void rawSocket() {
        try {
            network.openIp(esp.getAddress(), InnerPacket.PROTOCOL_ESP, (from, packet) -> {})
                    .close();
            add("raw-socket", true, "transport mode by Gatehouse itself (ipsec: ip)", "");
        } catch (IOException e) {
            add(
                    "raw-socket",
                    false,
                    String.valueOf(e.getMessage()),
                    "give CAP_NET_RAW; or ipsec: udp");
        }
    }

    private void tun() {
        boolean there = Files.isReadable(TUN) && Files.isWritable(TUN);
        add(
                "tun",
                there,
                there
                        ? TUN
                                + " can be opened: TCP inside the ESP of Gatehouse itself, with"
                                + " CAP_NET_ADMIN"
                        : TUN + " can't be opened",
                "modprobe tun, and give CAP_NET_ADMIN; phones use UDP inside ESP otherwise");
    }

    private void udp() {
        try (DatagramSocket probe = new DatagramSocket(esp)) {
            add("udp", probe.isBound(), "UDP-enc-tun, behind NATs too (ipsec: udp)", "");
        } catch (SocketException e) {
            add(
                    "udp",
                    false,
                    HostPort.of(esp) + ": " + e.getMessage(),
                    "stop what holds the port (a P-CSCF, an IKE daemon), or set esp to an address"
                            + " of this machine");
        }
    }

    private void add(String name, boolean possible, String detail, String advice) {
        results.add(new Result(name, possible, detail, possible ? "" : advice));
    }
}
