package org.gatehouse.ims.core.diameter.peer;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.MessageCheck;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.CancelTimer;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Close;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Connect;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Deliver;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Down;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Send;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.SetTimer;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Suspect;
import org.gatehouse.ims.core.diameter.peer.PeerEffect.Up;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Accepted;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Connected;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Disconnected;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Received;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Start;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.Stop;
import org.gatehouse.ims.core.diameter.peer.PeerEvent.TimerFired;
import org.gatehouse.ims.core.diameter.peer.PeerState.Attempts;
import org.gatehouse.ims.core.diameter.peer.PeerState.AwaitingCea;
import org.gatehouse.ims.core.diameter.peer.PeerState.AwaitingCer;
import org.gatehouse.ims.core.diameter.peer.PeerState.Closing;
import org.gatehouse.ims.core.diameter.peer.PeerState.Connecting;
import org.gatehouse.ims.core.diameter.peer.PeerState.Ended;
import org.gatehouse.ims.core.diameter.peer.PeerState.Idle;
import org.gatehouse.ims.core.diameter.peer.PeerState.Open;
import org.gatehouse.ims.core.diameter.peer.PeerState.Pausing;
import org.gatehouse.ims.core.diameter.peer.PeerState.Role;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.HostPort;

/**
 * The life of one peer (RFC 6733 clause 5.6, RFC 3539 clause 3.4); the diagram stands above {@link
 * PeerState}. A peer that was lost comes back as a suspect, until it has answered three watchdogs;
 * who has no other peer uses it at once.
 */
public final class PeerMachine {
    private final LocalPeer own;
    private final PeerTimes times;
    private final AllowedPeers allowed;
    private final Watchdog watchdog;

    /** A machine for peers that we connect to. */
    public PeerMachine(LocalPeer own, PeerTimes times) {
        this(own, times, AllowedPeers.ANYONE);
    }

    /**
     * @param allowed peers that may connect to us
     */
    public PeerMachine(LocalPeer own, PeerTimes times, AllowedPeers allowed) {
        this.own = own;
        this.times = times;
        this.allowed = allowed;
        this.watchdog = new Watchdog(own, times);
    }

    /** What an event makes of a state; an event that means nothing to a state changes nothing. */
    public Step<PeerState, PeerEffect> on(PeerState state, PeerEvent event, Instant at) {
        if (event instanceof Stop) {
            return stop(state);
        }
        return switch (state) {
            case Idle idle -> idle(idle, event);
            case Connecting connecting -> connecting(connecting, event);
            case AwaitingCea awaiting -> awaitingCea(awaiting, event);
            case AwaitingCer awaiting -> awaitingCer(awaiting, event);
            case Open open -> open(open, event);
            case Closing closing -> closing(closing, event);
            case Pausing pausing ->
                    event instanceof TimerFired ? connect(pausing.attempts()) : Step.quiet(pausing);
            case Ended ended -> Step.quiet(ended);
        };
    }

    private Step<PeerState, PeerEffect> idle(Idle state, PeerEvent event) {
        return switch (event) {
            case Start start -> connect(new Attempts(0, /* wasOpen= */ false));
            case Accepted accepted ->
                    Step.of(
                            new AwaitingCer(
                                    accepted.local(), accepted.remote(), accepted.firstId()),
                            new SetTimer(times.handshake()));
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> connect(Attempts attempts) {
        return step(new Connecting(attempts), new Connect(), new SetTimer(times.handshake()));
    }

    private Step<PeerState, PeerEffect> connecting(Connecting state, PeerEvent event) {
        return switch (event) {
            case Connected connected ->
                    step(
                            new AwaitingCea(
                                    state.attempts(), connected.local(), connected.firstId()),
                            new Send(
                                    BaseMessages.capabilitiesRequest(own, connected.local())
                                            .withIds(connected.firstId(), connected.firstId())),
                            new SetTimer(times.handshake()));
            case Disconnected lost -> pause(state.attempts().failed(), lost);
            case TimerFired timer ->
                    giveUp(state.attempts().failed(), "no connection in time", timer);
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> awaitingCea(AwaitingCea state, PeerEvent event) {
        return switch (event) {
            case Received received -> capabilitiesAnswer(state, received);
            case Disconnected lost -> pause(state.attempts().failed(), lost);
            case TimerFired timer -> giveUp(state.attempts().failed(), "no CEA in time", timer);
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> capabilitiesAnswer(AwaitingCea state, Received event) {
        DiameterMessage message = event.message();
        Attempts failed = state.attempts().failed();
        if (message.isRequest()
                || !isBase(message, Applications.CAPABILITIES_EXCHANGE)
                || message.header().hopByHop() != state.hopByHop()) {
            return giveUp(failed, "expected CEA, got " + message.header(), event);
        }
        int result = message.resultCode().orElse(0);
        if (!ResultCode.isSuccess(result)) {
            return giveUp(failed, "CEA with Result-Code " + result, event);
        }
        try {
            RemoteCapabilities peer = RemoteCapabilities.of(message);
            Open open = open(Role.INITIATOR, state.local(), peer, state.hopByHop() + 1);
            return state.attempts().wasOpen()
                    ? reopened(open, peer, event)
                    : opened(open, peer, List.of(), event);
        } catch (DiameterSyntaxException e) {
            return giveUp(failed, "CEA: " + e.getMessage(), event);
        }
    }

    private Step<PeerState, PeerEffect> awaitingCer(AwaitingCer state, PeerEvent event) {
        return switch (event) {
            case Received received -> capabilitiesRequest(state, received);
            case Disconnected lost -> step(new Ended(), new CancelTimer());
            case TimerFired timer -> step(new Ended(), new Close("no CER in time"));
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> capabilitiesRequest(AwaitingCer state, Received event) {
        DiameterMessage message = event.message();
        if (!message.isRequest() || !isBase(message, Applications.CAPABILITIES_EXCHANGE)) {
            return step(
                    new Ended(),
                    new CancelTimer(),
                    new Close("expected CER, got " + message.header()));
        }
        try {
            RemoteCapabilities peer = admitted(state, message);
            return opened(
                    open(Role.RESPONDER, state.local(), peer, state.firstId()),
                    peer,
                    List.of(new Send(BaseMessages.capabilitiesAnswer(message, own, state.local()))),
                    event);
        } catch (DiameterSyntaxException e) {
            return step(
                    new Ended(),
                    new CancelTimer(),
                    new Send(ErrorAnswers.to(message, own, e)),
                    new Close("CER: " + e.getMessage()));
        }
    }

    /** "DIAMETER_UNKNOWN_PEER: A CER was received from an unknown peer" (RFC 6733 clause 7.1.3). */
    private RemoteCapabilities admitted(AwaitingCer state, DiameterMessage request)
            throws DiameterSyntaxException {
        String host = request.avps().required(AvpCode.ORIGIN_HOST).text();
        if (!allowed.mayConnectFrom(state.remote()) || !allowed.mayBe(host)) {
            throw new DiameterSyntaxException(
                    ResultCode.UNKNOWN_PEER,
                    host + " at " + HostPort.text(state.remote()) + " is no peer of ours");
        }
        MessageCheck.checkRequest(request);
        return RemoteCapabilities.of(request);
    }

    private static Open open(Role role, InetAddress local, RemoteCapabilities peer, int nextId) {
        return new Open(role, local, peer.host(), peer.realm(), nextId, false, false, 0);
    }

    private Step<PeerState, PeerEffect> opened(
            Open open, RemoteCapabilities peer, List<PeerEffect> then, PeerEvent event) {
        List<PeerEffect> effects = new ArrayList<>();
        effects.add(new Up(peer.host(), peer.realm(), peer.relay()));
        effects.addAll(then);
        effects.add(new SetTimer(times.nextWatchdog(event.jitter())));
        return new Step<>(open, effects);
    }

    /** A peer that was lost is open again: RFC 3539, OnConnectionUp in the state DOWN. */
    private Step<PeerState, PeerEffect> reopened(
            Open open, RemoteCapabilities peer, PeerEvent event) {
        Open probing =
                new Open(
                        open.role(),
                        open.local(),
                        open.host(),
                        open.realm(),
                        open.nextId(),
                        false,
                        false,
                        Watchdog.PROBES);
        Step<PeerState, PeerEffect> asked = watchdog.ask(probing);
        List<PeerEffect> then = new ArrayList<>(List.of(new Suspect(true)));
        then.addAll(asked.effects());
        return new Step<>(asked.next(), opened(open, peer, then, event).effects());
    }

    private Step<PeerState, PeerEffect> open(Open state, PeerEvent event) {
        return switch (event) {
            case Received received -> received(state, received);
            case TimerFired timer -> timer(state, timer);
            case Disconnected lost -> lost(state, 1, lost, lost.reason(), List.of());
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> received(Open state, Received event) {
        DiameterMessage message = event.message();
        if (message.header().application() != Applications.BASE) {
            return Step.of(state, new Deliver(message));
        }
        int command = message.header().command();
        if (!message.isRequest()) {
            return command == Applications.DEVICE_WATCHDOG
                    ? Watchdog.heard(state)
                    : Step.quiet(state);
        }
        return switch (command) {
            case Applications.DEVICE_WATCHDOG ->
                    Step.of(state, new Send(BaseMessages.watchdogAnswer(message, own)));
            case Applications.CAPABILITIES_EXCHANGE ->
                    Step.of(
                            state,
                            new Send(BaseMessages.capabilitiesAnswer(message, own, state.local())));
            case Applications.DISCONNECT_PEER -> goodbye(state, event);
            default ->
                    Step.of(
                            state,
                            new Send(
                                    ErrorAnswers.to(
                                            message,
                                            own,
                                            ResultCode.COMMAND_UNSUPPORTED,
                                            "command " + command)));
        };
    }

    /**
     * The peer leaves: it gets its answer, and a pause before we knock again; a long one where it
     * is not just rebooting: "the receiver SHOULD NOT attempt to reconnect" (RFC 6733 clause
     * 5.4.3).
     */
    private Step<PeerState, PeerEffect> goodbye(Open state, Received event) {
        boolean rebooting = BaseMessages.isReboot(event.message());
        return lost(
                state,
                rebooting ? 1 : PeerTimes.LONGEST_PAUSE,
                event,
                "peer said goodbye",
                List.of(
                        new Send(BaseMessages.disconnectAnswer(event.message(), own)),
                        new Close("peer said goodbye")));
    }

    private Step<PeerState, PeerEffect> timer(Open state, TimerFired event) {
        String reason = "no answer to DWR";
        return watchdog.onTimer(state, event)
                .orElseGet(() -> lost(state, 1, event, reason, List.of(new Close(reason))));
    }

    private Step<PeerState, PeerEffect> closing(Closing state, PeerEvent event) {
        return switch (event) {
            case Received received -> {
                DiameterMessage message = received.message();
                boolean answer =
                        !message.isRequest()
                                && isBase(message, Applications.DISCONNECT_PEER)
                                && message.header().hopByHop() == state.hopByHop();
                yield answer
                        ? step(new Ended(), new CancelTimer(), new Close("goodbye answered"))
                        : Step.quiet(state);
            }
            case TimerFired timer -> step(new Ended(), new Close("no answer to DPR"));
            case Disconnected lost -> step(new Ended(), new CancelTimer());
            default -> Step.quiet(state);
        };
    }

    private Step<PeerState, PeerEffect> stop(PeerState state) {
        return switch (state) {
            case Open open ->
                    step(
                            new Closing(open.nextId()),
                            new Down("stopped"),
                            new Send(
                                    BaseMessages.disconnectRequest(own)
                                            .withIds(open.nextId(), open.nextId())),
                            new SetTimer(times.goodbye()));
            case Closing closing -> Step.quiet(closing);
            case Ended ended -> Step.quiet(ended);
            default -> step(new Ended(), new CancelTimer(), new Close("stopped"));
        };
    }

    private Step<PeerState, PeerEffect> lost(
            Open state, int failures, PeerEvent event, String reason, List<PeerEffect> then) {
        List<PeerEffect> effects = new ArrayList<>();
        effects.add(new Down(reason));
        effects.addAll(then);
        if (state.role() == Role.RESPONDER) {
            effects.add(new CancelTimer());
            return new Step<>(new Ended(), effects);
        }
        effects.add(new SetTimer(times.backoff(failures, event.jitter())));
        return new Step<>(new Pausing(new Attempts(failures, /* wasOpen= */ true)), effects);
    }

    private Step<PeerState, PeerEffect> giveUp(Attempts attempts, String reason, PeerEvent event) {
        return step(
                new Pausing(attempts),
                new Close(reason),
                new SetTimer(times.backoff(attempts.failures(), event.jitter())));
    }

    private Step<PeerState, PeerEffect> pause(Attempts attempts, PeerEvent event) {
        return Step.of(
                new Pausing(attempts),
                new SetTimer(times.backoff(attempts.failures(), event.jitter())));
    }

    private static boolean isBase(DiameterMessage message, int command) {
        return message.header().application() == Applications.BASE
                && message.header().command() == command;
    }

    private static Step<PeerState, PeerEffect> step(PeerState next, PeerEffect... effects) {
        return new Step<>(next, List.of(effects));
    }
}
