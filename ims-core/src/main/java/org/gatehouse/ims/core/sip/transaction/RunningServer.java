package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** A server transaction at work. */
final class RunningServer<S extends TransactionMachine.State> extends RunningTransaction<S>
        implements ServerTransaction {
    private final TransactionLayer layer;
    private final SipRequest request;
    private final Flow flow;
    private final Flow responses;
    private boolean cancelled;
    private boolean onlyRepeating;

    RunningServer(
            TransactionLayer layer,
            TransactionKey.Server key,
            TransactionMachine<S> machine,
            SipRequest request,
            Flow flow) {
        super(layer.shard(), machine, () -> layer.forget(key));
        this.layer = layer;
        this.request = request;
        this.flow = flow;
        this.responses = ViaRouting.ofResponses(request.topVia(), flow);
    }

    @Override
    public SipRequest request() {
        return request;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public void respond(SipResponse response) {
        feed(new TransactionEvent.Answered(response));
        // an INVITE still waits for its ACK
        onlyRepeating |= response.isFinal() && !request.method().equals("INVITE");
    }

    /** Whether all that is left to do is to answer retransmissions. */
    boolean isOnlyRepeating() {
        return onlyRepeating;
    }

    /** Notes that it was cancelled: true the first time. */
    boolean cancel() {
        boolean first = !cancelled;
        cancelled = true;
        return first;
    }

    @Override
    void send(SipMessage message) {
        layer.sender().send(message, responses);
    }

    @Override
    void passUp(SipMessage message) {
        if (message instanceof SipRequest ack) {
            layer.ackOfSuccess(ack, flow);
        }
    }

    /** No ACK came (timer H): the response stands, and there is no one left to tell. */
    @Override
    void timedOut() {}
}
