package org.gatehouse.ims.core.diameter.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Send;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.SetTimer;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Suspect;
import org.gatehouse.ims.core.diameter.peer.PeerState.Open;
import org.gatehouse.ims.core.machine.Step;

/** Finds out whether an open peer still lives (RFC 3539 clause 3.4.1). */
final class Watchdog {
    /**
     * Watchdogs that a lost peer has to answer before it is relied on again: state REOPEN of RFC
     * 3539 clause 3.4.1.
     */
    static final int PROBES = 3;

    private final LocalPeer own;
    private final PeerTimes times;

    Watchdog(LocalPeer own, PeerTimes times) {
        this.own = own;
        this.times = times;
    }

    /** The request that asks an open peer whether it lives, and the state that waits for it. */
    Step<PeerState, PeerEffect> ask(Open state) {
        int id = state.nextId();
        return Step.of(
                with(state, id + 1, true, false, state.probes()),
                new Send(BaseMessages.watchdogRequest(own).withIds(id, id)));
    }

    /**
     * OnTimerElapsed, and OnReceive for what came meanwhile; empty if the peer is to be given up.
     */
    Optional<Step<PeerState, PeerEffect>> onTimer(Open state, PeerEvent.TimerFired event) {
        boolean reopening = state.probes() > 0;
        // While a peer reopens, only answers to the watchdog count.
        if (event.heard() && !reopening) {
            return again(heard(state), event);
        }
        if (!state.asked()) {
            return again(ask(state), event);
        }
        if (state.suspect()) {
            return Optional.empty();
        }
        return again(
                reopening
                        ? Step.quiet(with(state, state.nextId(), true, true, PROBES))
                        : Step.of(with(state, state.nextId(), true, true, 0), new Suspect(true)),
                event);
    }

    private Optional<Step<PeerState, PeerEffect>> again(
            Step<PeerState, PeerEffect> step, PeerEvent.TimerFired event) {
        List<PeerEffect> effects = new ArrayList<>(step.effects());
        effects.add(new SetTimer(times.nextWatchdog(event.jitter())));
        return Optional.of(new Step<>(step.next(), effects));
    }

    /** The peer gave a sign of life; while it reopens, an answer to the watchdog. */
    static Step<PeerState, PeerEffect> heard(Open state) {
        int left = Math.max(0, state.probes() - 1);
        Open next = with(state, state.nextId(), false, false, left);
        boolean reliedOnAgain = state.probes() > 0 ? left == 0 : state.suspect();
        return reliedOnAgain ? Step.of(next, new Suspect(false)) : Step.quiet(next);
    }

    private static Open with(Open state, int nextId, boolean asked, boolean suspect, int probes) {
        return new Open(
                state.role(),
                state.local(),
                state.host(),
                state.realm(),
                nextId,
                asked,
                suspect,
                probes);
    }
}
