package org.gatehouse.ims.core.sip.transaction;

import java.util.OptionalInt;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;

/** The transactions of one shard: matches messages to them and drives their machines. */
public final class TransactionLayer {
    /** Transactions of one layer unless told otherwise: about 200 MB if each keeps two messages. */
    public static final int DEFAULT_MAX_TRANSACTIONS = 50_000;

    public TransactionLayer(
            Shard shard, SipSender sender, TransactionUser user, TransactionTimers timers) {
        this(shard, sender, user, timers, DEFAULT_MAX_TRANSACTIONS);
    }

    public TransactionLayer(
            Shard shard,
            SipSender sender,
            TransactionUser user,
            TransactionTimers timers,
            int maxTransactions) {}

    /** A message came. To be called on the shard. */
    public void received(SipMessage message, Flow flow) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a request in a new client transaction; an ACK goes out without one. Its top Via has a
     * branch of {@link #newBranch()}. Above the bound of transactions the handler's timedOut comes
     * at once, in a step of its own.
     */
    public void send(SipRequest request, Flow flow, ClientHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** A fresh branch that carries the index of this shard. */
    public String newBranch() {
        throw new UnsupportedOperationException();
    }

    /** Transactions that are alive, client and server. */
    public int active() {
        throw new UnsupportedOperationException();
    }

    /** The shard in a branch that {@link #newBranch()} made; empty for any other text. */
    public static OptionalInt shardOf(String branch) {
        throw new UnsupportedOperationException();
    }
}
