package org.gatehouse.ims.core.sip.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** Walks one machine through events and keeps what it wanted done at each step. */
final class MachineRun<S extends TransactionMachine.State> {
    private final TransactionMachine<S> machine;
    private S state;
    private List<TransactionEffect> effects;

    MachineRun(TransactionMachine<S> machine) {
        this.machine = machine;
        Step<S, TransactionEffect> step = machine.start();
        state = step.next();
        effects = step.effects();
    }

    MachineRun<S> fire(TimerName timer) {
        return on(new TransactionEvent.TimerFired(timer));
    }

    MachineRun<S> response(SipResponse response) {
        return on(new TransactionEvent.ResponseCame(response));
    }

    MachineRun<S> request(SipRequest request) {
        return on(new TransactionEvent.RequestCame(request));
    }

    MachineRun<S> answer(SipResponse response) {
        return on(new TransactionEvent.Answered(response));
    }

    private MachineRun<S> on(TransactionEvent event) {
        Step<S, TransactionEffect> step = machine.on(state, event, VirtualTime.START);
        state = step.next();
        effects = step.effects();
        return this;
    }

    String state() {
        return state.getClass().getSimpleName();
    }

    /** What the last step wanted, each in a word: "send REGISTER", "up 200", "E 500ms", … */
    List<String> effects() {
        List<String> words = new ArrayList<>();
        for (TransactionEffect effect : effects) {
            words.add(
                    switch (effect) {
                        case TransactionEffect.Send send -> "send " + word(send.message());
                        case TransactionEffect.PassUp up -> "up " + word(up.message());
                        case TransactionEffect.StartTimer start ->
                                start.timer() + " " + word(start.delay());
                        case TransactionEffect.StopTimers stop -> "stop";
                        case TransactionEffect.TimedOut out -> "timed out";
                    });
        }
        return words;
    }

    SipMessage sent() {
        return effects.stream()
                .filter(TransactionEffect.Send.class::isInstance)
                .map(effect -> ((TransactionEffect.Send) effect).message())
                .findFirst()
                .orElseThrow();
    }

    private static String word(SipMessage message) {
        return switch (message) {
            case SipRequest request -> request.method();
            case SipResponse response -> Integer.toString(response.status());
        };
    }

    private static String word(Duration delay) {
        return delay.toMillis() + "ms";
    }
}
