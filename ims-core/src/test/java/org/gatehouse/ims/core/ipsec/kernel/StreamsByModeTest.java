package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamsByModeTest {
    private static final InetAddress PCSCF = InetAddress.ofLiteral("192.0.2.1");

    private final List<String> asked = new ArrayList<>();
    private final InnerStreams kernel = new Noted("kernel");
    private final InnerStreams own = new Noted("own");
    private final AssociationSet transport = Sets.set(1, PCSCF, new PortPair(6061, 6060));
    private final AssociationSet encapsulated =
            Sets.encapsulated(2, PCSCF, new PortPair(6062, 6060), 4500);

    @Test
    void eachSetIsWithTheEngineOfItsCarrier() {
        StreamsByMode streams = new StreamsByMode(kernel, Set.of(Carrier.IP), own);
        Ends ends = new Ends();

        streams.open(transport);
        streams.open(encapsulated);
        streams.connect(transport.id(), ends);
        streams.connect(encapsulated.id(), ends);
        streams.close(transport.id());

        assertThat(asked)
                .containsExactly(
                        "kernel opens 1",
                        "own opens 2",
                        "kernel connects 1",
                        "own connects 2",
                        "kernel closes 1");
        assertThat(ends.causes).isEmpty();
    }

    @Test
    void whereOwnSetsCarryNoTcpAConnectionFailsAndNobodyListens() {
        StreamsByMode streams = new StreamsByMode(kernel, Set.of(Carrier.IP), null);
        Ends ends = new Ends();

        streams.open(encapsulated);
        streams.connect(encapsulated.id(), ends);
        streams.close(encapsulated.id());

        assertThat(asked).isEmpty();
        assertThat(ends.causes).singleElement().asString().contains("carries no TCP");
    }

    private final class Noted implements InnerStreams {
        private final String name;

        Noted(String name) {
            this.name = name;
        }

        @Override
        public void open(AssociationSet set) {
            asked.add(name + " opens " + set.id().value());
        }

        @Override
        public void close(SetId set) {
            asked.add(name + " closes " + set.value());
        }

        @Override
        public void connect(SetId set, Network.StreamHandler handler) {
            asked.add(name + " connects " + set.value());
        }

        @Override
        public void close() {
            asked.add(name + " ends");
        }
    }

    private static final class Ends implements Network.StreamHandler {
        private final List<String> causes = new ArrayList<>();

        @Override
        public void opened(Network.Stream stream) {}

        @Override
        public void received(Network.Stream stream, byte[] bytes) {}

        @Override
        public void closed(@Nullable Throwable cause) {
            causes.add(String.valueOf(cause));
        }
    }
}
