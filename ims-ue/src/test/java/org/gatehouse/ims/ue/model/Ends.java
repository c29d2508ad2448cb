package org.gatehouse.ims.ue.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.io.PcscfNode;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.io.UeListener;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;
import org.jspecify.annotations.Nullable;

/** The two ends of Gm, each on a host and shards that die with it. */
final class Ends {
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    static final InetAddress UE = InetAddress.ofLiteral("10.1.0.1");
    static final InetSocketAddress GM = at("10.0.0.3", 5060);
    static final InetSocketAddress MW = at("10.0.0.3", 5070);
    static final InetSocketAddress HOME = at("10.0.0.2", 5081);

    private Ends() {}

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    static final class Pcscf {
        final PcscfNode node;
        private final MeterRegistry meters = new SimpleMeterRegistry();
        private final Network host;
        private final VirtualShards shards;

        Pcscf(VirtualTime time, SimNetwork network, long seed) throws IOException, ConfigException {
            host = network.host(GM.getAddress());
            shards = new VirtualShards(time, 2, seed);
            List<String> settings =
                    List.of(
                            "sip=10.0.0.3:5060",
                            "mw=10.0.0.3:5070",
                            "esp=10.0.0.3:4500",
                            "icscf=10.0.0.2:5081",
                            "most-over-udp=65000");
            PcscfConfig config =
                    PcscfConfig.of(Settings.load(null, settings, "pcscf", PcscfSettings.SCHEMA));
            node = new PcscfNode(config, host, shards, meters);
            node.start();
        }

        int gauge(String name) {
            return (int)
                    meters.get(name).gauges().stream().mapToDouble(gauge -> gauge.value()).sum();
        }

        /** Counts what was discarded so far because it came over a wrong set, by reason. */
        void tell(Judge judge) {
            for (Counter counter : meters.get("pcscf.wrong.set").counters()) {
                judge.count(counter.getId().getTag("reason"), (int) counter.count());
            }
        }

        /** As {@code kill -9}. */
        void kill() {
            node.close();
            host.close();
            shards.close();
        }
    }

    static final class Ue implements UeListener {
        final UeNode node;
        private final Judge judge;
        private final Network host;
        private final VirtualShards shards;
        private final List<SipRequest> registers = new ArrayList<>();
        private @Nullable Outcome lastOutcome;
        private int outcomes;

        Ue(VirtualTime time, SimNetwork network, long seed, Judge judge) throws IOException {
            this.judge = judge;
            judge.ueStarted();
            host = network.host(UE);
            shards = new VirtualShards(time, 1, seed);
            String impi = "001010000000001@" + DOMAIN;
            Card card = new Card();
            node =
                    new UeNode(
                            UeConfig.of(impi, "sip:" + impi, DOMAIN, GM, UE),
                            (rand, autn) -> {
                                judge.challengeTaken();
                                return card.authenticate(rand, autn);
                            },
                            host,
                            shards.get(0),
                            this);
            node.start();
        }

        /** The REGISTERs it sent last, the latest at the end: SM7 and its SM1, for example. */
        List<SipRequest> registers() {
            return registers;
        }

        @Nullable Outcome lastOutcome() {
            return lastOutcome;
        }

        int outcomes() {
            return outcomes;
        }

        /** Without a word to anybody. */
        void kill() {
            host.close();
            shards.close();
        }

        @Override
        public void ended(Instant at, Outcome outcome) {
            outcomes++;
            lastOutcome = outcome;
            judge.ended(at, outcome);
        }

        @Override
        public void broken(String reason) {
            judge.fault("the UE broke: " + reason);
        }

        @Override
        public void message(Instant at, boolean sent, Flow flow, byte[] octets) {
            try {
                SipMessage message = SipMessage.parse(octets);
                if (!sent) {
                    judge.heard(at, message, flow);
                } else if (message instanceof SipRequest request) {
                    judge.sent(request, flow.protectedBy());
                    if (request.method().equals("REGISTER")) {
                        remember(request);
                    }
                }
            } catch (SipParseException e) {
                judge.fault("the UE spoke no SIP: " + e.getMessage());
            }
        }

        private void remember(SipRequest register) {
            boolean again =
                    !registers.isEmpty() && registers.getLast().cseq().equals(register.cseq());
            if (!again) {
                registers.add(register);
            }
            if (registers.size() > 2) {
                registers.removeFirst();
            }
        }

        @Override
        public void installed(AssociationSet set) {
            judge.installed(set.id(), set.keys().ik());
        }

        @Override
        public void requested(Instant at, SipRequest request) {
            judge.requested();
        }
    }
}
