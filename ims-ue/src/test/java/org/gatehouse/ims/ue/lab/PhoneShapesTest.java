package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.PhoneLine;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shapes that real phones were seen in, each a profile of its own: their REGISTERs are written as
 * the phone wrote them, and go through P-CSCF, S-CSCF and HSS with real keys and ESP.
 */
class PhoneShapesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static List<Path> shapes() throws Exception {
        URI folder =
                Objects.requireNonNull(PhoneShapesTest.class.getResource("/shapes/a2.yaml"))
                        .toURI();
        try (Stream<Path> files = Files.list(Objects.requireNonNull(Path.of(folder).getParent()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @Requirement({"neg-pcscf-select", "neg-pcscf-check", "syntax-annex-h"})
    void aPhoneOfThisShapeRegistersRefreshesAndDeregistersInTransportMode(Path shape)
            throws Exception {
        goesThrough(Shapes.file(shape), IpsecMode.TRANSPORT);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSameOverUdpEncapsulation(Path shape) throws Exception {
        goesThrough(Shapes.file(shape), IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    /** What the profile sends is what was seen, but for the numbers. */
    @ParameterizedTest
    @MethodSource("publishedOffers")
    void theOfferOfTheShapeIsTheOneThatWasSeen(PhoneLine line) throws Exception {
        String letter = line.cell(0).split(" ", 2)[0].toLowerCase(Locale.ROOT);
        Path file =
                shapes().stream()
                        .filter(path -> path.getFileName().toString().equals(letter + ".yaml"))
                        .findFirst()
                        .orElseThrow();
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            SimulatedUe ue = ue(lab, Shapes.file(file), IpsecMode.TRANSPORT);
            ue.node.register();
            lab.time.runUntil(() -> !ue.messages.isEmpty(), PATIENCE);

            assertThat(
                            sent(ue).getFirst().headers("Security-Client").stream()
                                    .map(PhoneShapesTest::withoutNumbers))
                    .contains(withoutNumbers(line.cell(4)));
        }
    }

    static Stream<PhoneLine> publishedOffers() {
        List<String> otherwise = List.of("G5", "G8", "G9");
        return PhoneLine.read("security-headers.tsv").stream()
                .filter(line -> line.cell(1).equals("Security-Client"))
                .filter(line -> !otherwise.contains(line.cell(0).split(" ", 2)[0]));
    }

    /** Zeros in front stay. */
    private static String withoutNumbers(String offer) {
        return offer.replaceAll("(?<=(?:spi|port)-[cs]=)(0*)\\d+", "$1#");
    }

    private static void goesThrough(Shape shape, IpsecMode mode) throws Exception {
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            SimulatedUe ue = ue(lab, shape, mode);
            assertThat(ends(lab, ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
            assertThat(lab.associations())
                    .hasSize(4)
                    .allMatch(row -> row.mode().equals(mode.token()));
            assertThat(ends(lab, ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
            assertThat(ends(lab, ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
            contactsAreEchoed(ue);
            assertThat(ends(lab, ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
            lab.time.advance(Duration.ofMinutes(1));
            assertThat(lab.associations()).isEmpty();
        }
    }

    /** A phone that does not find its Contact in the 200 takes the registration for failed. */
    private static void contactsAreEchoed(SimulatedUe ue) throws Exception {
        String contact = String.valueOf(sent(ue).getLast().header("Contact"));
        String uri = contact.substring(0, contact.indexOf('>') + 1);
        SipMessage last = SipMessage.parse(ue.messages.getLast().octets());
        assertThat(last.startLine()).contains("200");
        assertThat(last.headers("Contact")).anyMatch(value -> value.contains(uri));
    }

    private static SimulatedUe ue(SimulatedLab lab, Shape shape, IpsecMode mode) throws Exception {
        UeConfig config =
                SimulatedUe.config(1, lab.core.gm(), InetAddress.ofLiteral("10.2.0.1"))
                        .withModes(List.of(mode))
                        .shapedAs(shape);
        return lab.add(config, SimulatedUe.card(SqnArray.fresh()));
    }

    private static Outcome ends(SimulatedLab lab, SimulatedUe ue, Runnable procedure) {
        int before = ue.outcomes.size();
        procedure.run();
        assertThat(lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE)).isTrue();
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
