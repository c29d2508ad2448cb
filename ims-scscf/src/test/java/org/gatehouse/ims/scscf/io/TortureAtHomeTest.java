package org.gatehouse.ims.scscf.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.testkit.SipTorture;
import org.gatehouse.ims.core.testkit.SipTorture.Sample;
import org.gatehouse.ims.scscf.testbed.HomeBed;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What I-CSCF and S-CSCF answer to the torture messages of a trusted peer, and that they go on. */
class TortureAtHomeTest {
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
                    Map.entry("badvers", 505),
                    // a branch from before RFC 3261, or none
                    Map.entry("inv2543", 400),
                    Map.entry("longreq", 400),
                    Map.entry("wsinv", 400),
                    // no Via that reads, no end, or a response: no one can be answered
                    Map.entry("badinv01", 0),
                    Map.entry("baddn.no-end", 0),
                    Map.entry("ipv6-bug-abnf-3-colons.no-end", 0),
                    Map.entry("ipv6-correct-abnf-2-colons.no-end", 0),
                    Map.entry("bcast", 0),
                    Map.entry("unreason", 0));

    /** RFC 3261 16.3, which a proxy asks before it looks at the method. */
    private static final Map<String, Integer> CHECKED_BY_A_PROXY =
            Map.of("unkscm", 416, "bext01", 420, "escruri", 400);

    /** REGISTERs; the HSS knows none of the others: 403. */
    private static final Map<String, Integer> REGISTERS =
            Map.of("unksm2", 400, "regaut01", 400, "real-phone-register-protected-offer", 420);

    /** Other requests: none is for a user of the home network, 404; one has a strange Route. */
    private static final Map<String, Integer> TRAFFIC = Map.of("mpart01", 400);

    static Stream<Sample> samples() {
        return SipTorture.samples();
    }

    private static int expected(Sample sample, Map<String, Integer> checked) {
        String method = methodOf(sample);
        if (method.equals("REGISTER")) {
            int served = REGISTERS.getOrDefault(sample.id(), 403);
            return BROKEN.getOrDefault(sample.id(), checked.getOrDefault(sample.id(), served));
        }
        int served = ProxyRules.carries(method) ? TRAFFIC.getOrDefault(sample.id(), 404) : 501;
        return BROKEN.getOrDefault(
                sample.id(), CHECKED_BY_A_PROXY.getOrDefault(sample.id(), served));
    }

    private static String methodOf(Sample sample) {
        return new String(sample.octets(), ISO_8859_1).split(" ", 2)[0];
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aTortureMessageGetsItsReactionAndTheNextUserIsServed(Sample sample) throws Exception {
        assertThat(answer(HomeBed.ICSCF, sample))
                .as("I-CSCF")
                .isEqualTo(expected(sample, CHECKED_BY_A_PROXY));
        assertThat(answer(HomeBed.SCSCF, sample))
                .as("S-CSCF")
                .isEqualTo(expected(sample, Map.of()));
    }

    private static int answer(InetSocketAddress to, Sample sample) throws Exception {
        HomeBed bed = new HomeBed(1);
        bed.hss.subscriber(Registers.IMPI, Registers.IMPU, Registers.TEL);
        Set<Integer> statuses = new HashSet<>();
        bed.network.adversary(datagram -> {
            if (datagram.from().equals(to)) {
                String text = new String(datagram.payload(), ISO_8859_1);
                assertThat(text).startsWith("SIP/2.0 ");
                statuses.add(Integer.parseInt(text.substring(8, 11)));
            }
            return List.of(datagram);
        });
        bed.sendOnly(to, sample.octets());
        bed.network.adversary(List::of);
        assertThat(bed.register(Registers.register()).status()).isEqualTo(401);
        assertThat(statuses).hasSizeLessThan(2);
        return statuses.isEmpty() ? 0 : statuses.iterator().next();
    }
}
