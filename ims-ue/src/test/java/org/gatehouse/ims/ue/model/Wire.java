package org.gatehouse.ims.ue.model;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;

/** Gm: holds every datagram back until a move says what becomes of it. */
final class Wire implements SimNetwork.Adversary {
    private static final int ESP_PORT = 4500;

    /** Datagrams kept; of more the oldest is lost. */
    private static final int MOST_WAITING = 64;

    private final SimNetwork network;
    private final InetAddress ue;
    private final List<Datagram> waiting = new ArrayList<>();
    private boolean passing;

    /** Whether Gm works as it should. */
    boolean isWell;

    Wire(SimNetwork network, InetAddress ue) {
        this.network = network;
        this.ue = ue;
        network.adversary(this);
    }

    @Override
    public List<Datagram> onDatagram(Datagram datagram) {
        boolean onGm =
                datagram.to().getAddress().equals(ue) || datagram.from().getAddress().equals(ue);
        if (!onGm || passing || isWell) {
            return List.of(datagram);
        }
        waiting.add(datagram);
        if (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
        }
        return List.of();
    }

    void deliver() {
        if (!waiting.isEmpty()) {
            pass(waiting.removeFirst());
        }
    }

    void deliverAll() {
        List<Datagram> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::pass);
    }

    void reorder(int draw) {
        if (!waiting.isEmpty()) {
            pass(waiting.remove(draw % waiting.size()));
        }
    }

    void duplicate(int draw) {
        if (!waiting.isEmpty()) {
            pass(waiting.get(draw % waiting.size()));
        }
    }

    void lose(int draw) {
        if (!waiting.isEmpty()) {
            waiting.remove(draw % waiting.size());
        }
    }

    void loseAll() {
        waiting.clear();
    }

    void flip(int draw) {
        esp().forEach(packet -> {
            byte[] octets = packet.payload().clone();
            int bit = draw % (octets.length * 8);
            octets[bit / 8] ^= (byte) (1 << bit % 8);
            pass(new Datagram(packet.from(), packet.to(), octets));
        });
    }

    void reflect() {
        esp().forEach(packet -> pass(new Datagram(packet.to(), packet.from(), packet.payload())));
    }

    /** The oldest packet of ESP that waits, if one does. */
    private List<Datagram> esp() {
        return waiting.stream().filter(d -> d.to().getPort() == ESP_PORT).limit(1).toList();
    }

    void pass(Datagram datagram) {
        passing = true;
        try {
            network.inject(datagram);
        } finally {
            passing = false;
        }
    }
}
