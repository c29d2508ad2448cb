package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.junit.jupiter.api.Test;

/** A registered user who registers another of his identities, through the SAs of the first. */
class FurtherImpuTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String IMPI = "001010000000900@" + LabCore.HOME_DOMAIN;
    private static final String IMPU = "sip:" + IMPI;
    private static final String OFFICE = "sip:office@" + LabCore.HOME_DOMAIN;
    private static final byte[] K = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final byte[] OPC = {16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

    @Test
    @Requirement("aka-impu-auth-policy")
    void aFurtherImpuIsChallengedThoughItComesThroughTheSasOfTheFirst() throws Exception {
        try (SimulatedLab lab = lab("true")) {
            SimulatedUe ue = registered(lab);

            assertThat(registerOffice(lab, ue)).isEqualTo("SIP/2.0 401 Unauthorized");
            assertThat(impus(lab)).containsExactly(IMPU);
        }
    }

    @Test
    @Requirement("aka-impu-auth-policy")
    void aFurtherImpuRegistersThroughTheSasOfTheFirstWherePolicySparesIt() throws Exception {
        try (SimulatedLab lab = lab("false")) {
            SimulatedUe ue = registered(lab);

            assertThat(registerOffice(lab, ue)).isEqualTo("SIP/2.0 200 OK");
            assertThat(impus(lab)).containsExactlyInAnyOrder(IMPU, OFFICE);
            // the SAs that were made for the first carry both
            assertThat(lab.associations()).hasSize(4).allMatch(row -> row.impus().contains(OFFICE));
        }
    }

    private static SimulatedLab lab(String authenticateFurtherImpus) throws Exception {
        return new SimulatedLab(
                1,
                0,
                NetworkFaults.NONE,
                "scscf.reauthentication=never-when-protected",
                "scscf.authenticate-further-impus=" + authenticateFurtherImpus);
    }

    /** A subscriber with two implicit sets, registered with the first. */
    private static SimulatedUe registered(SimulatedLab lab) throws Exception {
        UeConfig config = SimulatedUe.config(900, lab.core.gm(), InetAddress.ofLiteral("10.3.0.1"));
        lab.core.provision(
                List.of(
                        new Subscriber(
                                config.impi(),
                                SubscriberKey.ofOpc(K, OPC, new byte[] {(byte) 0x80, 0}),
                                List.of(ImplicitSet.of(config.impu()), ImplicitSet.of(OFFICE)))));
        SimulatedUe ue = lab.add(config, new SoftIsim(new Milenage(K, OPC), SqnArray.fresh()));
        ue.node.register();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 1, PATIENCE);
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(1);
        return ue;
    }

    /** What the UE's own REGISTER says, but for the identity in To. */
    private static String registerOffice(SimulatedLab lab, SimulatedUe ue) {
        String sm7 =
                ue.messages.stream()
                        .filter(seen -> seen.sent() && seen.isProtected())
                        .map(seen -> new String(seen.octets(), ISO_8859_1))
                        .filter(text -> text.startsWith("REGISTER "))
                        .findFirst()
                        .orElseThrow();
        List<String> fields = new ArrayList<>(List.of("Supported: path", "Expires: 3600"));
        sm7.lines()
                .filter(line -> line.startsWith("Contact:") || line.startsWith("Security-Client:"))
                // what a new set needs of its own
                .map(line -> line.replaceAll("port-c=\\d+", "port-c=40404"))
                .map(line -> line.replaceAll("spi-c=\\d+", "spi-c=4000000001"))
                .map(line -> line.replaceAll("spi-s=\\d+", "spi-s=4000000002"))
                .forEach(fields::add);
        String domain = "sip:" + LabCore.HOME_DOMAIN;
        fields.add(
                "Authorization: Digest username=\"%s\",realm=\"%s\",uri=\"%s\",nonce=\"\",response=\"\""
                        .formatted(IMPI, LabCore.HOME_DOMAIN, domain));
        EndDialog to = new EndDialog("office-1", "1", "<" + OFFICE + ">", 0, domain, List.of());
        ue.node.send(Outgoing.in(to, "REGISTER", fields.toArray(String[]::new)));
        lab.time.runUntil(() -> answer(ue).isPresent(), PATIENCE);
        assertThat(ue.unsent).isEmpty();
        return answer(ue).orElseThrow();
    }

    /** Status line of the answer, seen on its way in: the UE's own machine waits for no such. */
    private static Optional<String> answer(SimulatedUe ue) {
        return ue.messages.stream()
                .filter(seen -> !seen.sent() && seen.isProtected())
                .map(seen -> new String(seen.octets(), ISO_8859_1))
                .filter(text -> text.startsWith("SIP/2.0 ") && text.contains("office-1"))
                .map(text -> text.lines().findFirst().orElseThrow())
                .findFirst();
    }

    private static List<String> impus(SimulatedLab lab) {
        var all = lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runUntil(all::isDone, PATIENCE);
        return all.join().stream().map(RegistrationView::impu).toList();
    }
}
