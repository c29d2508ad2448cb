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
    private final LocalPeer own;
    private final PeerTimes times;

    Watchdog(LocalPeer own, PeerTimes times) {
        this.own = own;
        this.times = times;
    }

    /**
     * OnTimerElapsed, and OnReceive for what came meanwhile; empty if the peer is to be given up.
     */
    Optional<Step<PeerState, PeerEffect>> onTimer(Open state, PeerEvent.TimerFired event) {
        SetTimer again = new SetTimer(times.nextWatchdog(event.jitter()));
        if (event.heard()) {
            Step<PeerState, PeerEffect> heard = heard(state);
            List<PeerEffect> effects = new ArrayList<>(heard.effects());
            effects.add(again);
            return Optional.of(new Step<>(heard.next(), effects));
        }
        if (!state.asked()) {
            int id = state.nextId();
            Send request = new Send(BaseMessages.watchdogRequest(own).withIds(id, id));
            return Optional.of(
                    new Step<>(with(state, id + 1, true, false), List.of(request, again)));
        }
        if (!state.suspect()) {
            Open suspected = with(state, state.nextId(), true, true);
            return Optional.of(new Step<>(suspected, List.of(new Suspect(true), again)));
        }
        return Optional.empty();
    }

    /** The peer gave a sign of life. */
    static Step<PeerState, PeerEffect> heard(Open state) {
        Open next = with(state, state.nextId(), false, false);
        return state.suspect() ? Step.of(next, new Suspect(false)) : Step.quiet(next);
    }

    private static Open with(Open state, int nextId, boolean asked, boolean suspect) {
        return new Open(
                state.role(), state.local(), state.host(), state.realm(), nextId, asked, suspect);
    }
}
