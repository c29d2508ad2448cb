package org.gatehouse.ims.pcscf.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.testkit.SipTorture;
import org.gatehouse.ims.core.testkit.SipTorture.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a P-CSCF answers to the torture messages, and that it registers a UE afterwards.
 *
 * <p>On Gm only a REGISTER is worth more than "403", a broken one of another method not even that
 * (TS 33.203 clause 7.1: "discarded or rejected"). On Mw the checks of RFC 3261 16.3 come first,
 * then methods (501), and then whether it is for a user: 404.
 */
class TortureOnGmAndMwTest {
    private static final InetSocketAddress SENDER = Lab.address("127.0.1.9", 5060);

    /** On Mw the sender has to be of the core, or all is 403. */
    private static final String CORE = "trusted-peers=127.0.1.9";

    /** Refused by the message reader. */
    private static final Map<String, Integer> BROKEN =
            Map.ofEntries(
                    Map.entry("baddn", 400),
                    Map.entry("quotbal", 400),
                    Map.entry("insuf", 400),
                    Map.entry("scalar02", 400),
                    Map.entry("ltgtruri", 400),
                    Map.entry("lwsruri", 400),
                    Map.entry("mismatch01", 400),
                    Map.entry("multi01", 400),
                    Map.entry("trws", 400),
                    Map.entry("ipv6-in-sdp", 400),
                    Map.entry("badvers", 505));

    /** No one can be answered: no Via that reads, no end, or it is a response. */
    private static final Set<String> DROPPED =
            Set.of(
                    "badinv01",
                    "baddn.no-end",
                    "ipv6-bug-abnf-3-colons.no-end",
                    "ipv6-correct-abnf-2-colons.no-end",
                    "bcast",
                    "unreason");

    /** A branch from before RFC 3261, or none: the transaction layer refuses it. */
    private static final Set<String> OLD_BRANCH = Set.of("inv2543", "longreq", "wsinv");

    /** Refused by the checks before a request is served. */
    private static final Map<String, Integer> CHECKED =
            Map.of(
                    "unkscm",
                    416,
                    "bext01",
                    420,
                    "escruri",
                    400,
                    // sec-agree is for Gm
                    "real-phone-register-protected-offer",
                    420);

    /** REGISTERs on Gm; all others have no Security-Client: 421. */
    private static final Map<String, Integer> REGISTERS =
            Map.of(
                    "unksm2",
                    400,
                    // which integrity-protected a registrar believes has to be known here
                    "regaut01",
                    400,
                    "scalar02",
                    400,
                    // it offers transport mode alone
                    "real-phone-register-protected-offer",
                    494);

    static Stream<Sample> samples() {
        return SipTorture.samples();
    }

    private static boolean isRegister(Sample sample) {
        return new String(sample.octets(), ISO_8859_1).startsWith("REGISTER ");
    }

    private static int onMw(Sample sample) {
        String id = sample.id();
        String method = new String(sample.octets(), ISO_8859_1).split(" ", 2)[0];
        if (DROPPED.contains(id)) {
            return 0;
        }
        return OLD_BRANCH.contains(id)
                ? 400
                : BROKEN.getOrDefault(
                        id, CHECKED.getOrDefault(id, ProxyRules.carries(method) ? 404 : 501));
    }

    private static int onGm(Sample sample) {
        if (isRegister(sample)) {
            return REGISTERS.getOrDefault(sample.id(), 421);
        }
        if (DROPPED.contains(sample.id()) || BROKEN.containsKey(sample.id())) {
            return 0;
        }
        return OLD_BRANCH.contains(sample.id()) ? 400 : 403;
    }

    private static int status(String response) {
        assertThat(response).startsWith("SIP/2.0 ");
        return Integer.parseInt(response.substring(8, 11));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aTortureMessageInADatagramGetsItsReactionAndTheNextUeIsServed(Sample sample)
            throws Exception {
        assertThat(overUdp(Lab.GM, sample)).isEqualTo(onGm(sample));
        assertThat(overUdp(Lab.MW, sample)).isEqualTo(onMw(sample));
    }

    private static int overUdp(InetSocketAddress to, Sample sample) throws Exception {
        Lab lab = new Lab(2, CORE);
        List<String> answers = new ArrayList<>();
        lab.network.adversary(datagram -> {
            assertThat(datagram.to().getAddress().getHostAddress()).doesNotStartWith("255.");
            if (datagram.to().getAddress().equals(SENDER.getAddress())) {
                answers.add(new String(datagram.payload(), ISO_8859_1));
            }
            return List.of(datagram);
        });
        lab.network.inject(new Datagram(SENDER, to, sample.octets()));
        lab.settle();
        assertThat(lab.atHome).as("nothing of it goes on").isEmpty();
        lab.network.adversary(List::of);
        assertServes(lab);
        assertThat(answers).hasSizeLessThan(2);
        return answers.isEmpty() ? 0 : status(answers.getFirst());
    }

    private static void assertServes(Lab lab) throws Exception {
        lab.register(lab.ue("127.0.1.1"), ScriptedUe.offer(1), null);
        assertThat(lab.meters.get("pcscf.users").gauge().value()).isOne();
    }

    /** A stream has to say where a message ends: inv2543 does not, which a datagram may. */
    @ParameterizedTest
    @MethodSource("samples")
    void aTortureMessageOnAConnectionGetsItsReactionAndTheNextUeIsServed(Sample sample)
            throws Exception {
        Lab lab = new Lab(2, CORE);
        Client onMw = new Client();
        Client onGm = new Client();
        lab.network.host(SENDER.getAddress()).connect(Lab.MW, onMw);
        lab.network.host(Lab.address("127.0.1.8", 0).getAddress()).connect(Lab.GM, onGm);
        lab.settle();
        // what is not whole waits for more octets, until the connection has had its time
        boolean waits = sample.id().endsWith(".no-end") || sample.id().equals("ipv6-in-sdp");
        onMw.send(sample.octets());
        onGm.send(sample.octets());
        lab.run(1);

        assertThat(onMw.status()).isEqualTo(waits ? 0 : onMw(sample));
        boolean unread = waits || sample.id().equals("inv2543");
        assertThat(onGm.status()).isEqualTo(unread ? 0 : onGm(sample));
        lab.run(400);
        assertThat(onMw.closed).isTrue();
        assertThat(onGm.closed).isTrue();
        assertServes(lab);
    }

    private static final class Client implements Network.StreamHandler {
        private final StringBuilder heard = new StringBuilder();
        private Network.@Nullable Stream stream;
        private boolean closed;

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
        }

        @Override
        public void received(Network.Stream from, byte[] octets) {
            heard.append(new String(octets, ISO_8859_1));
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed = true;
        }

        void send(byte[] octets) {
            assertThat(Objects.requireNonNull(stream).send(octets)).isTrue();
        }

        int status() {
            return heard.isEmpty() ? 0 : TortureOnGmAndMwTest.status(heard.toString());
        }
    }
}
