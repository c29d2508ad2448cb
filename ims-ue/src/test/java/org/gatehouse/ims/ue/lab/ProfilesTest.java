package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every profile that comes along, through the whole core on virtual time. */
class ProfilesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private SimulatedLab lab;

    @BeforeEach
    void start() throws Exception {
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    static Stream<Arguments> profilesInBothModes() throws Exception {
        return new Shapes(null)
                .names().stream()
                        .flatMap(name ->
                                Stream.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL)
                                        .map(mode -> Arguments.of(name, mode)));
    }

    @ParameterizedTest
    @MethodSource("profilesInBothModes")
    @Requirement({"neg-pcscf-select", "neg-pcscf-check", "syntax-annex-h"})
    void aProfileRegistersRefreshesSendsAndDeregisters(String name, IpsecMode mode)
            throws Exception {
        Shape shape = new Shapes(null).named(name);
        SimulatedUe ue = ue(shape, mode);

        assertThat(ends(ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
        assertThat(lab.associations()).hasSize(4).allMatch(row -> row.mode().equals(mode.token()));
        for (int refresh = 0; refresh < 3; refresh++) {
            assertThat(ends(ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
        }
        ue.node.message("sip:001010000000002@" + LabCore.HOME_DOMAIN, "hello");
        assertThat(lab.time.runUntil(() -> !ue.answers.isEmpty(), PATIENCE)).isTrue();
        // nobody by that name is there: it is the home network that says so
        assertThat(ue.lastStatus()).isEqualTo(480);
        assertThat(ends(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(lab.associations()).isEmpty();
        assertThat(sent(ue).stream().filter(request -> request.method().equals("REGISTER")))
                .hasSize(10);
        assertThat(ue.broken).isEmpty();
    }

    @Test
    void thePortOfAPhoneIsAFreeOneWhereItSharesTheAddressOfThePcscf() throws Exception {
        InetAddress shared = lab.core.gm().getAddress();
        Shape iphone = new Shapes(null).named("iphone");

        assertThat(SimulatedUe.config(1, lab.core.gm(), shared).shapedAs(iphone).localPort())
                .isZero();
        assertThat(
                        SimulatedUe.config(1, lab.core.gm(), InetAddress.ofLiteral("10.2.0.1"))
                                .shapedAs(iphone)
                                .localPort())
                .isEqualTo(5060);
    }

    private SimulatedUe ue(Shape shape, IpsecMode mode) throws Exception {
        UeConfig config =
                SimulatedUe.config(1, lab.core.gm(), InetAddress.ofLiteral("10.2.0.1"))
                        .withModes(List.of(mode))
                        .shapedAs(shape);
        return lab.add(config, SimulatedUe.card(SqnArray.fresh()));
    }

    private Outcome ends(SimulatedUe ue, Runnable procedure) {
        int before = ue.outcomes.size();
        procedure.run();
        assertThat(lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE))
                .as(() -> String.format(Locale.ROOT, "after %d outcomes", before))
                .isTrue();
        return ue.outcomes.getLast();
    }

    private static List<SipRequest> sent(SimulatedUe ue) throws Exception {
        Stream.Builder<SipRequest> requests = Stream.builder();
        for (SimulatedUe.Seen seen : ue.messages) {
            if (seen.sent() && SipMessage.parse(seen.octets()) instanceof SipRequest request) {
                requests.add(request);
            }
        }
        return requests.build().toList();
    }
}
