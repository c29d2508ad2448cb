package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.push.PushClient;
import org.gatehouse.ims.core.diameter.io.ServedRequests.Exchange;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cx of an HSS over Diameter: hands each request to the {@link CxHandler} on the shard of its user,
 * and the answer to the connection that the request came on; sends what the HSS has to tell an
 * S-CSCF. What breaks a rule is answered before the handler sees it.
 */
public final class DiameterCxServer implements AutoCloseable {
    /** Requests of one shard to S-CSCFs under way: an operator's work, not the users'. */
    private static final int MAX_PUSHES = 1_000;

    /** Time for the answer of an S-CSCF, which may ask nobody before it answers. */
    private static final Duration PUSH_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /**
     * The handler's time in sweeps; afterwards the request is answered UNABLE_TO_COMPLY and
     * forgotten. More than a client waits.
     */
    private static final int HANDLER_SWEEPS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DiameterCxServer.class);

    private final LocalPeer own;
    private final Shards shards;
    private final CxHandler handler;
    private final DiameterMeters meters;
    private final DiameterNode node;
    private final ServedRequests served = new ServedRequests();
    private final WaitingRequests pushes;
    private volatile boolean closed;

    public DiameterCxServer(
            LocalPeer own,
            PeerTimes times,
            Network network,
            Shards shards,
            CxHandler handler,
            MeterRegistry registry) {
        this.own = own;
        this.shards = shards;
        this.handler = handler;
        this.meters = new DiameterMeters(registry);
        this.node = new DiameterNode(own, times, network, shards, new FromCscf(), meters);
        this.pushes = new WaitingRequests(own, shards, MAX_PUSHES, PUSH_TIMEOUT, meters);
    }

    /**
     * Starts to serve.
     *
     * @param allowed the peers that are served
     * @return the address that it listens on, with its port
     */
    public InetSocketAddress listen(InetSocketAddress local, AllowedPeers allowed)
            throws IOException {
        InetSocketAddress bound = node.listen(local, allowed);
        Shard sweeper = shards.get(0);
        sweeper.offer(() -> sweep(sweeper));
        return bound;
    }

    /** The way to S-CSCFs of one shard; only to be used there. */
    public PushClient pushClient(Shard shard) {
        return new ShardPushClient(pushes.of(shard), own, this::linkTo);
    }

    /** The peer itself where it is connected, or else a relay that may know the way. */
    private Optional<PeerLink> linkTo(String diameterHost) {
        return node.openLink(link -> link.peerHost().equalsIgnoreCase(diameterHost))
                .or(() -> node.openLink(PeerLink::isRelay));
    }

    @Override
    public void close() {
        closed = true;
        node.close();
    }

    private void sweep(Shard sweeper) {
        served.sweep(HANDLER_SWEEPS, this::overdue);
        if (!closed) {
            sweeper.schedule(SWEEP, () -> sweep(sweeper));
        }
    }

    private void overdue(Exchange exchange) {
        served.answer(
                exchange,
                ErrorAnswers.to(
                        exchange.request(), own, ResultCode.UNABLE_TO_COMPLY, "no answer in time"));
    }

    private final class FromCscf implements DiameterApplication {
        @Override
        public void request(PeerLink link, DiameterMessage message) {
            try {
                Destination.check(message, own);
                dispatch(link, message, CxRequestCodec.decode(message));
            } catch (DiameterSyntaxException e) {
                LOG.warn(
                        "{} from {} refused: {}",
                        message.header(),
                        link.peerHost(),
                        e.getMessage());
                meters.refused(e.resultCode()).increment();
                link.send(ErrorAnswers.to(message, own, e));
            }
        }

        @Override
        public void answer(PeerLink link, DiameterMessage answer) {
            pushes.answered(link, answer);
        }

        @Override
        public void suspect(PeerLink link, boolean suspect) {
            if (suspect) {
                pushes.failOver(link, false, "silent");
            }
        }

        @Override
        public void down(PeerLink link, String reason) {
            pushes.failOver(link, true, reason);
        }
    }

    private void dispatch(PeerLink link, DiameterMessage message, CxRequest request)
            throws DiameterSyntaxException {
        Exchange exchange = served.begin(link, message);
        if (exchange == null) {
            return;
        }
        String originHost = message.avps().required(AvpCode.ORIGIN_HOST).text();
        boolean taken =
                shards.forKey(request.shardKey())
                        .offer(() ->
                                handler.handle(
                                        request, originHost, answer -> reply(exchange, answer)));
        if (!taken) {
            served.forget(exchange);
            throw new DiameterSyntaxException(ResultCode.TOO_BUSY, "mailbox is full");
        }
    }

    private void reply(Exchange exchange, CxAnswer answer) {
        served.answer(exchange, CxAnswerCodec.encode(exchange.request(), answer, own));
    }
}
