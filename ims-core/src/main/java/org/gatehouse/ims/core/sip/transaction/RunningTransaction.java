package org.gatehouse.ims.core.sip.transaction;

import java.util.EnumMap;
import java.util.Map;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;

/** A machine with its state and timers: runs the effects of its steps. */
abstract class RunningTransaction<S extends TransactionMachine.State> {
    private final Shard shard;
    private final TransactionMachine<S> machine;
    private final Map<TimerName, Shard.Timer> timers = new EnumMap<>(TimerName.class);
    private final Runnable forget;
    private S state;

    /**
     * @param forget takes the transaction out of the layer's table
     */
    RunningTransaction(Shard shard, TransactionMachine<S> machine, Runnable forget) {
        this.shard = shard;
        this.machine = machine;
        this.forget = forget;
        this.state = machine.start().next();
    }

    abstract void send(SipMessage message);

    abstract void passUp(SipMessage message);

    abstract void timedOut();

    void start() {
        apply(machine.start());
    }

    void feed(TransactionEvent event) {
        apply(machine.on(state, event, shard.now()));
    }

    /** Ends it before its time. */
    void end() {
        stopTimers();
        forget.run();
    }

    /**
     * The table is right before anyone outside is called: a user may start the next one at once.
     */
    private void apply(Step<S, TransactionEffect> step) {
        boolean ends = step.next().isTerminated() && !state.isTerminated();
        state = step.next();
        if (ends) {
            stopTimers();
            forget.run();
        }
        for (TransactionEffect effect : step.effects()) {
            switch (effect) {
                case TransactionEffect.Send send -> send(send.message());
                case TransactionEffect.PassUp up -> passUp(up.message());
                case TransactionEffect.StartTimer start -> startTimer(start);
                case TransactionEffect.StopTimers stop -> stopTimers();
                case TransactionEffect.TimedOut out -> timedOut();
            }
        }
    }

    private void startTimer(TransactionEffect.StartTimer start) {
        if (state.isTerminated()) {
            return;
        }
        TransactionEvent fired = new TransactionEvent.TimerFired(start.timer());
        timers.put(start.timer(), shard.schedule(start.delay(), () -> feed(fired)));
    }

    private void stopTimers() {
        timers.values().forEach(Shard.Timer::cancel);
        timers.clear();
    }
}
