package org.gatehouse.ims.core.sip.transaction;

import java.net.InetAddress;
import java.util.Objects;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** A client transaction at work. */
final class RunningClient<S extends TransactionMachine.State> extends RunningTransaction<S> {
    private final TransactionLayer layer;
    private final SipRequest request;
    private final Flow flow;
    private final ClientHandler handler;
    private Flow cameOn;

    RunningClient(
            TransactionLayer layer,
            TransactionKey.Client key,
            TransactionMachine<S> machine,
            SipRequest request,
            Flow flow,
            ClientHandler handler) {
        super(layer.shard(), machine, () -> layer.forget(key));
        this.layer = layer;
        this.request = request;
        this.flow = flow;
        this.handler = handler;
        this.cameOn = flow;
    }

    /**
     * What went out protected is answered through the same association set, or one that the handler
     * knows as the same peer's, and bare by bare, from the host it went to: a branch that leaked
     * somewhere is not enough to answer for the home network (TS 33.203 Annex J).
     */
    boolean takes(Flow response) {
        SetId set = response.protectedBy();
        if (!flow.isProtected()) {
            return set == null
                    && Objects.equals(response.remote().getAddress(), flow.remote().getAddress());
        }
        return set != null && (set.equals(flow.protectedBy()) || handler.takesOver(set));
    }

    /** Whether a response repeats everything of the request that went to this host. */
    boolean isAnsweredBy(SipResponse response, InetAddress from) {
        String toTag = request.to().tag();
        return from.equals(flow.remote().getAddress())
                && response.topVia().host().equals(request.topVia().host())
                && response.topVia().port() == request.topVia().port()
                && response.callId().equals(request.callId())
                && response.cseq().equals(request.cseq())
                && Objects.equals(response.from().tag(), request.from().tag())
                && response.to().uri().equals(request.to().uri())
                && (toTag == null || toTag.equals(response.to().tag()));
    }

    Flow flow() {
        return flow;
    }

    void received(SipResponse response, Flow on) {
        cameOn = on;
        feed(new TransactionEvent.ResponseCame(response));
    }

    /**
     * RFC 3261 17.1.4: "The client transaction SHOULD inform the TU that a transport failure has
     * occurred, and the client transaction SHOULD transition directly to the "Terminated" state."
     */
    void unsent() {
        end();
        handler.unsent();
    }

    @Override
    void send(SipMessage message) {
        layer.sender().send(message, flow);
    }

    @Override
    void passUp(SipMessage message) {
        if (message instanceof SipResponse response) {
            handler.response(response, cameOn);
        }
    }

    @Override
    void timedOut() {
        handler.timedOut();
    }
}
