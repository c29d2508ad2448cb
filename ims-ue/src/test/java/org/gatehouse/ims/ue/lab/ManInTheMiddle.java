package org.gatehouse.ims.ue.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;

/**
 * Somebody between the UEs and the P-CSCF: replays what passed, changes bits, speaks in the name of
 * others, sends packets back and adds noise. What the ends sent travels on as well.
 */
final class ManInTheMiddle implements SimNetwork.Adversary {
    /** Datagrams it remembers for a replay. */
    private static final int MEMORY = 256;

    private final InetAddress pcscf;
    private final Random random;
    private final double share;
    private final List<Datagram> seen = new ArrayList<>();
    private int attacks;

    /**
     * @param share part of the datagrams on Gm that lead to an attack
     */
    ManInTheMiddle(InetAddress pcscf, long seed, double share) {
        this.pcscf = pcscf;
        this.random = new Random(seed);
        this.share = share;
    }

    int attacks() {
        return attacks;
    }

    @Override
    public List<Datagram> onDatagram(Datagram datagram) {
        if (!isOnGm(datagram)) {
            return List.of(datagram);
        }
        if (seen.size() < MEMORY) {
            seen.add(datagram);
        } else {
            seen.set(random.nextInt(MEMORY), datagram);
        }
        if (random.nextDouble() >= share) {
            return List.of(datagram);
        }
        attacks++;
        Datagram bad = attack(datagram);
        return random.nextBoolean() ? List.of(datagram, bad) : List.of(bad, datagram);
    }

    /** The P-CSCF sends SIP to the core from another port. */
    private boolean isOnGm(Datagram datagram) {
        boolean up = datagram.to().getAddress().equals(pcscf) && datagram.to().getPort() != 5070;
        boolean down =
                datagram.from().getAddress().equals(pcscf) && datagram.from().getPort() != 5070;
        return up || down;
    }

    private Datagram attack(Datagram datagram) {
        return switch (random.nextInt(5)) {
            case 0 -> seen.get(random.nextInt(seen.size()));
            case 1 -> new Datagram(datagram.from(), datagram.to(), flipped(datagram.payload()));
            case 2 -> new Datagram(somebody(), datagram.to(), datagram.payload());
            case 3 -> new Datagram(datagram.to(), datagram.from(), datagram.payload());
            default -> new Datagram(somebody(), datagram.to(), noise());
        };
    }

    private byte[] flipped(byte[] octets) {
        byte[] changed = octets.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    /** The sender of an earlier datagram, or a stranger. */
    private InetSocketAddress somebody() {
        return random.nextBoolean()
                ? seen.get(random.nextInt(seen.size())).from()
                : new InetSocketAddress(
                        InetAddress.ofLiteral("10.66.0." + (1 + random.nextInt(250))), 5060);
    }

    private byte[] noise() {
        byte[] octets = new byte[random.nextInt(600)];
        random.nextBytes(octets);
        return octets;
    }
}
