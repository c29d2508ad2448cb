package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.push.PushCodec;
import org.gatehouse.ims.core.diameter.cx.push.PushHandler;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cx of a CSCF over Diameter. Each shard has its own {@link CxClient}. Of several HSS peers the
 * first that can be relied on is asked; what was under way to one that fails goes to the next (RFC
 * 6733 clause 5.5.4).
 */
public final class DiameterCxClient implements AutoCloseable {
    /** Time for an answer: the SIP transaction that waits for it lives 32 s (RFC 3261, timer F). */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(4);

    /** Requests of one shard under way: at 4 s each and 2,500 a second; more is overload. */
    static final int MAX_PENDING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(DiameterCxClient.class);

    private final CxRoute route;
    private final List<InetSocketAddress> hssPeers;
    private final DiameterMeters meters;
    private final DiameterNode node;
    private final WaitingRequests waiting;
    private volatile List<PeerLink> links = List.of();
    private volatile @Nullable PushHandler pushHandler;

    /**
     * @param hssPeers in order of preference
     */
    public DiameterCxClient(
            CxRoute route,
            List<InetSocketAddress> hssPeers,
            Duration timeout,
            PeerTimes times,
            Network network,
            Shards shards,
            MeterRegistry registry) {
        this.route = route;
        this.hssPeers = List.copyOf(hssPeers);
        this.meters = new DiameterMeters(registry);
        this.node = new DiameterNode(route.own(), times, network, shards, new FromHss(), meters);
        this.waiting = new WaitingRequests(route.own(), shards, MAX_PENDING, timeout, meters);
    }

    /** Connects to the HSS peers, and stays connected. */
    public void start() {
        links = hssPeers.stream().map(node::connect).toList();
    }

    /** Takes what the HSS sends; without it such requests are refused (3001). */
    public void serve(PushHandler handler) {
        pushHandler = handler;
    }

    /** The client of one shard; only to be used there. */
    public CxClient forShard(Shard shard) {
        return new ShardCxClient(waiting.of(shard), route, this::openLink);
    }

    /** Whether an HSS can be asked now. */
    public boolean isConnected() {
        return openLink().isPresent();
    }

    private Optional<PeerLink> openLink() {
        return DiameterNode.best(links.stream());
    }

    @Override
    public void close() {
        node.close();
    }

    private final class FromHss implements DiameterApplication {
        @Override
        public void request(PeerLink link, DiameterMessage message) {
            try {
                Destination.check(message, node.own());
                PushHandler handler = pushHandler;
                if (handler == null) {
                    throw CxRequestCodec.notServed(message);
                }
                handler.handle(
                        PushCodec.decode(message),
                        result -> link.send(PushCodec.answer(message, result, node.own())));
            } catch (DiameterSyntaxException e) {
                LOG.warn(
                        "{} from {} refused: {}",
                        message.header(),
                        link.peerHost(),
                        e.getMessage());
                meters.refused(e.resultCode()).increment();
                link.send(ErrorAnswers.to(message, node.own(), e));
            }
        }

        @Override
        public void answer(PeerLink link, DiameterMessage answer) {
            waiting.answered(link, answer);
        }

        @Override
        public void suspect(PeerLink link, boolean suspect) {
            if (suspect) {
                waiting.failOver(link, false, "silent");
            }
        }

        @Override
        public void down(PeerLink link, String reason) {
            waiting.failOver(link, true, reason);
        }
    }
}
