package org.gatehouse.ims.ue.testlab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.trace.Ladder;
import org.gatehouse.ims.core.trace.LadderStyle;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.io.UeListener;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;

/**
 * A phone of the lab. Each procedure waits for its end and gives it back; one that takes longer
 * than the lab's timeout is {@link UeResult.Status#NO_ANSWER}. Between them the UE refreshes by
 * itself, as a phone does.
 */
public final class LabUe implements AutoCloseable {
    private static final String UE = "UE";
    private static final String PCSCF = "P-CSCF";

    private final Subscriber subscriber;
    private final Pace pace;
    private final Duration timeout;
    private final UeNode node;
    private final Ladder ladder = new Ladder(List.of(UE, PCSCF));
    private final List<UeResult> results = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<UeResult> next = new CompletableFuture<>();

    LabUe(
            Subscriber subscriber,
            UeConfig config,
            Pace pace,
            Network network,
            Shard shard,
            Duration timeout)
            throws IOException {
        this.subscriber = subscriber;
        this.pace = pace;
        this.timeout = timeout;
        Milenage algorithm = new Milenage(octets(subscriber.k()), octets(subscriber.opc()));
        this.node =
                new UeNode(
                        config,
                        new SoftIsim(algorithm, SqnArray.fresh()),
                        network,
                        shard,
                        new Observer());
        node.start();
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Registers; where a registration stands, registers again. */
    public UeResult register() {
        return ended(node::register);
    }

    /**
     * Registers again with new security associations.
     *
     * @throws IllegalStateException if there is no registration
     */
    public UeResult refresh() {
        if (!isRegistered()) {
            throw new IllegalStateException("not registered (expected: register() before)");
        }
        return ended(node::register);
    }

    /** Takes the registration back, and all security associations with it. */
    public UeResult deregister() {
        return ended(node::deregister);
    }

    private UeResult ended(Runnable procedure) {
        CompletableFuture<UeResult> end = new CompletableFuture<>();
        next = end;
        UeResult result = pace.await(procedure, end, timeout);
        return result != null
                ? result
                : UeResult.without(
                        UeResult.Status.NO_ANSWER,
                        null,
                        "no end within " + timeout.toSeconds() + " s");
    }

    /** Whether the last thing that happened is that it was registered. */
    public boolean isRegistered() {
        return !results.isEmpty() && results.getLast().isRegistered();
    }

    /** How everything ended so far, refreshes of the UE's own included, in order. */
    public List<UeResult> results() {
        return List.copyOf(results);
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    /** Where it takes bare SIP. */
    public InetSocketAddress address() {
        return node.local();
    }

    /** The SIP messages so far as a ladder that a person can read. */
    public String ladder() {
        return ladder.render(LadderStyle.ASCII);
    }

    /** Power off: it is gone, and tells nobody. The lab does it at its end. */
    @Override
    public void close() {
        pace.await(node::close, CompletableFuture.completedFuture(true), timeout);
    }

    @Override
    public String toString() {
        return "LabUe[" + subscriber.impi() + " at " + address() + "]";
    }

    private final class Observer implements UeListener {
        @Override
        public void ended(Instant at, Outcome outcome) {
            UeResult result = UeResult.of(outcome);
            results.add(result);
            next.complete(result);
        }

        @Override
        public void message(Instant at, boolean sent, Flow flow, byte[] message) {
            ladder.add(at, sent ? UE : PCSCF, sent ? PCSCF : UE, flow.isProtected(), message);
        }
    }
}
