package org.gatehouse.ims.core.diameter.io;

import java.net.InetSocketAddress;
import java.util.Locale;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.peer.PeerEffect;
import org.gatehouse.ims.core.diameter.peer.PeerEvent;
import org.gatehouse.ims.core.diameter.peer.PeerMachine;
import org.gatehouse.ims.core.diameter.peer.PeerState;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer and, while there is one, the connection with it: runs the effects of its {@link
 * PeerMachine} on one shard. Messages of the application pass by the machine while the peer is
 * open.
 */
public final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private final DiameterNode node;
    private final PeerMachine machine;
    private final Shard shard;
    private final InetSocketAddress remote;

    private PeerState state = new PeerState.Idle();
    private Shard.@Nullable Timer timer;
    private volatile @Nullable PeerConnection connection;
    private volatile String peerHost = "";
    private volatile boolean open;
    private volatile boolean suspect;
    private volatile boolean relay;
    private volatile boolean heard;

    PeerLink(DiameterNode node, PeerMachine machine, Shard shard, InetSocketAddress remote) {
        this.node = node;
        this.machine = machine;
        this.shard = shard;
        this.remote = remote;
    }

    /** Whether requests may be sent. */
    public boolean isOpen() {
        return open;
    }

    /** Whether requests may be sent, and nothing speaks against it. */
    public boolean isReliable() {
        return open && !suspect;
    }

    /** Whether the peer takes messages for other nodes. */
    boolean isRelay() {
        return relay;
    }

    /** The peer's Origin-Host; empty before it said so. */
    public String peerHost() {
        return peerHost;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /**
     * Sends a message, from any thread.
     *
     * @return false if there is no connection or its queue is full
     */
    public boolean send(DiameterMessage message) {
        PeerConnection current = connection;
        return current != null && current.send(message.encode());
    }

    DiameterNode node() {
        return node;
    }

    void start() {
        enqueue(() -> on(new PeerEvent.Start(jitter())));
    }

    void stop() {
        enqueue(() -> on(new PeerEvent.Stop(jitter())));
    }

    /** A connection that came in; called on a network thread. */
    PeerConnection accepted() {
        PeerConnection accepted = new PeerConnection(this);
        connection = accepted;
        return accepted;
    }

    /** The connection is open; called on a network thread. */
    void opened(PeerConnection which, InetSocketAddress local) {
        enqueue(() -> {
            if (which != connection) {
                return;
            }
            int firstId = shard.random().nextInt();
            on(
                    state instanceof PeerState.Idle
                            ? new PeerEvent.Accepted(
                                    local.getAddress(), remote.getAddress(), firstId, jitter())
                            : new PeerEvent.Connected(local.getAddress(), firstId, jitter()));
        });
    }

    /** A message came; called on a network thread. */
    void received(PeerConnection which, DiameterMessage message) {
        heard = true;
        boolean base = message.header().application() == 0;
        if (open && !base) {
            deliver(message);
            return;
        }
        enqueue(() -> {
            if (which == connection) {
                on(new PeerEvent.Received(message, jitter()));
            }
        });
    }

    /** The connection is gone; called on a network thread. */
    void closed(PeerConnection which, String reason) {
        enqueue(() -> {
            if (which == connection) {
                connection = null;
                on(new PeerEvent.Disconnected(reason, jitter()));
            }
        });
    }

    private void enqueue(Runnable task) {
        if (!shard.offer(task)) {
            // The watchdog finds out: what is lost here is not answered either.
            node.meters().dropped(DiameterMeters.Drop.MAILBOX_FULL).increment();
        }
    }

    private double jitter() {
        return shard.random().nextDouble(-1, 1);
    }

    private void on(PeerEvent event) {
        Step<PeerState, PeerEffect> step = machine.on(state, event, shard.now());
        state = step.next();
        step.effects().forEach(this::run);
        if (state instanceof PeerState.Ended) {
            node.ended(this);
        }
    }

    private void run(PeerEffect effect) {
        switch (effect) {
            case PeerEffect.Connect connect -> {
                PeerConnection fresh = new PeerConnection(this);
                connection = fresh;
                node.network().connect(remote, fresh);
            }
            case PeerEffect.Send send -> send(send.message());
            case PeerEffect.Close close -> close(close.reason());
            case PeerEffect.SetTimer set -> {
                cancelTimer();
                heard = false;
                timer = shard.schedule(set.delay(), this::timerFired);
            }
            case PeerEffect.CancelTimer cancel -> cancelTimer();
            case PeerEffect.Up up -> up(up);
            case PeerEffect.Down down -> down(down.reason());
            case PeerEffect.Suspect suspected -> suspect(suspected.suspect());
            case PeerEffect.Deliver deliver -> deliver(deliver.message());
        }
    }

    private void timerFired() {
        timer = null;
        on(new PeerEvent.TimerFired(heard, jitter()));
    }

    private void cancelTimer() {
        Shard.Timer running = timer;
        if (running != null) {
            running.cancel();
            timer = null;
        }
    }

    private void close(String reason) {
        PeerConnection current = connection;
        if (current != null) {
            LOG.info("Diameter connection with {} closed: {}", remote, reason);
            connection = null;
            current.close();
        }
    }

    private void up(PeerEffect.Up up) {
        peerHost = up.host().toLowerCase(Locale.ROOT);
        relay = up.relay();
        suspect = false;
        open = true;
        node.meters().peerUp();
        LOG.info("Diameter peer {} ({}) is open", peerHost, remote);
        node.application().up(this);
    }

    private void suspect(boolean suspected) {
        suspect = suspected;
        if (!suspected) {
            LOG.info("Diameter peer {} ({}) is relied on again", peerHost, remote);
        } else if (state instanceof PeerState.Open back && back.probes() > 0) {
            LOG.info(
                    "Diameter peer {} ({}) is back after it was lost, and relied on again once it"
                            + " has answered {} watchdogs",
                    peerHost,
                    remote,
                    back.probes());
        } else {
            LOG.warn("Diameter peer {} ({}) is silent", peerHost, remote);
        }
        node.application().suspect(this, suspected);
    }

    private void down(String reason) {
        open = false;
        node.meters().peerDown();
        LOG.warn("Diameter peer {} ({}) is gone: {}", peerHost, remote, reason);
        node.application().down(this, reason);
    }

    private void deliver(DiameterMessage message) {
        if (message.isRequest()) {
            node.application().request(this, message);
        } else {
            node.application().answer(this, message);
        }
    }
}
