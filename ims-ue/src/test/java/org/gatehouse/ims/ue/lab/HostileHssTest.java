package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A CSCF whose HSS, or someone on the way to it, answers with octets that are not right. */
class HostileHssTest {
    private static final InetSocketAddress HSS =
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 3868);
    private static final InetSocketAddress PROXY =
            new InetSocketAddress(InetAddress.ofLiteral("10.0.9.9"), 3868);
    private static final InetAddress CSCF = InetAddress.ofLiteral("10.0.9.8");

    private final Hostility hostility = new Hostility(1);
    private final AtomicBoolean hostile = new AtomicBoolean();
    private final List<byte[]> answers = new ArrayList<>();

    @Test
    void everyRequestEndsOnceWhateverComesBackAndTheNextGoodAnswerCounts() throws Exception {
        // the CSCFs of the lab, and the proxy
        String peers = "hss.allowed-peers=10.0.0.2,10.0.9.9";
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE, peers)) {
            Network proxy = lab.network.host(PROXY.getAddress());
            proxy.listen(PROXY, remote -> new FromCscf(proxy));
            LocalPeer own = new LocalPeer("c." + LabCore.HOME_DOMAIN, LabCore.HOME_DOMAIN, "c", 1);
            try (DiameterCxClient client =
                    new DiameterCxClient(
                            new CxRoute(own, LabCore.HOME_DOMAIN),
                            List.of(PROXY),
                            Duration.ofSeconds(5),
                            PeerTimes.DEFAULT,
                            lab.network.host(CSCF),
                            lab.shards(),
                            new SimpleMeterRegistry())) {
                client.start();
                lab.time.advance(Duration.ofSeconds(10));
                CxClient cx = client.forShard(lab.shards().get(1));
                assertThat(ask(lab, cx)).isInstanceOf(CxOutcome.Answered.class);

                hostile.set(true);
                for (int i = 0; i < 500; i++) {
                    ask(lab, cx);
                }

                hostile.set(false);
                lab.time.advance(Duration.ofMinutes(3));
                assertThat(ask(lab, cx)).isInstanceOf(CxOutcome.Answered.class);
            }
        }
    }

    private static CxOutcome ask(SimulatedLab lab, CxClient cx) {
        String impi = "001010000000005@" + LabCore.HOME_DOMAIN;
        List<CxOutcome> outcomes = new ArrayList<>();
        cx.send(
                new MultimediaAuth(impi, "sip:" + impi, "sip:10.0.9.8:5082", 1, null),
                outcomes::add);
        lab.time.advance(Duration.ofSeconds(6));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    /** Carries octets to the HSS, and back what it makes of the answers. */
    private final class FromCscf implements Network.StreamHandler {
        private final Network network;
        private Network.@Nullable Stream back;
        private Network.@Nullable Stream onward;
        private final List<byte[]> early = new ArrayList<>();

        FromCscf(Network network) {
            this.network = network;
        }

        @Override
        public void opened(Network.Stream stream) {
            back = stream;
            network.connect(HSS, new FromHss(this));
        }

        @Override
        public void received(Network.Stream stream, byte[] octets) {
            if (onward == null) {
                early.add(octets);
            } else {
                onward.send(octets);
            }
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            if (onward != null) {
                onward.close();
            }
        }
    }

    private final class FromHss implements Network.StreamHandler {
        private final FromCscf peer;

        FromHss(FromCscf peer) {
            this.peer = peer;
        }

        @Override
        public void opened(Network.Stream stream) {
            peer.onward = stream;
            peer.early.forEach(stream::send);
        }

        @Override
        public void received(Network.Stream stream, byte[] octets) {
            answers.add(octets);
            boolean changes = hostile.get() && hostility.random().nextInt(3) > 0;
            if (peer.back != null) {
                peer.back.send(changes ? hostility.octets(answers) : octets);
            }
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            if (peer.back != null) {
                peer.back.close();
            }
        }
    }
}
