package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;

/**
 * Cx of a CSCF over Diameter. Each shard has its own {@link CxClient}; the low bits of a hop-by-hop
 * id are the index of the shard that sent, so the answer goes straight there. Of several HSS peers
 * the first that is open is asked; what was under way to one that is lost fails.
 */
public final class DiameterCxClient implements AutoCloseable {
    /** Time for an answer: the SIP transaction that waits for it lives 32 s (RFC 3261, timer F). */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(4);

    private final Shards shards;
    private final List<InetSocketAddress> hssPeers;
    private final DiameterMeters meters;
    private final DiameterNode node;
    private final int shardBits;
    private final List<ShardCxClient> clients = new ArrayList<>();
    private volatile List<PeerLink> links = List.of();

    public DiameterCxClient(
            CxRoute route,
            List<InetSocketAddress> hssPeers,
            Duration timeout,
            PeerTimes times,
            Network network,
            Shards shards,
            MeterRegistry registry) {
        this.shards = shards;
        this.hssPeers = List.copyOf(hssPeers);
        this.meters = new DiameterMeters(registry);
        this.node = new DiameterNode(route.own(), times, network, shards, new FromHss(), meters);
        this.shardBits = Integer.SIZE - Integer.numberOfLeadingZeros(shards.count() - 1);
        for (int i = 0; i < shards.count(); i++) {
            clients.add(
                    new ShardCxClient(
                            shards.get(i), shardBits, route, timeout, this::openLink, meters));
        }
    }

    /** Connects to the HSS peers, and stays connected. */
    public void start() {
        links = hssPeers.stream().map(node::connect).toList();
    }

    /** The client of one shard; only to be used there. */
    public CxClient forShard(Shard shard) {
        return clients.get(shard.index());
    }

    /** Whether an HSS can be asked now. */
    public boolean isConnected() {
        return openLink().isPresent();
    }

    private Optional<PeerLink> openLink() {
        return links.stream().filter(PeerLink::isOpen).findFirst();
    }

    @Override
    public void close() {
        node.close();
    }

    private final class FromHss implements DiameterApplication {
        @Override
        public void request(PeerLink link, DiameterMessage request) {
            meters.refused(ResultCode.COMMAND_UNSUPPORTED).increment();
            link.send(
                    ErrorAnswers.to(
                            request,
                            node.own(),
                            ResultCode.COMMAND_UNSUPPORTED,
                            "command " + request.header().command() + " is not served here"));
        }

        @Override
        public void answer(PeerLink link, DiameterMessage answer) {
            int index = answer.header().hopByHop() & ((1 << shardBits) - 1);
            if (index >= shards.count()) {
                meters.dropped(DiameterMeters.Drop.UNMATCHED_ANSWER).increment();
                return;
            }
            ShardCxClient client = clients.get(index);
            if (!shards.get(index).offer(() -> client.answered(link, answer))) {
                meters.dropped(DiameterMeters.Drop.MAILBOX_FULL).increment();
            }
        }

        @Override
        public void down(PeerLink link, String reason) {
            for (ShardCxClient client : clients) {
                client.lost(link, reason);
            }
        }
    }
}
