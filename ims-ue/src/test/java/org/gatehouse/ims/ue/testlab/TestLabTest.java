package org.gatehouse.ims.ue.testlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.ue.testlab.UeResult.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labs inside a test, on loopback and simulated. */
class TestLabTest {
    private static LabOptions on(LabNetwork network) {
        return network == LabNetwork.LOOPBACK ? LabOptions.loopback() : LabOptions.simulated(1);
    }

    @ParameterizedTest
    @EnumSource
    void severalPhonesRegisterRefreshAndDeregister(LabNetwork network) throws Exception {
        try (TestLab lab = TestLab.start(on(network))) {
            List<LabUe> phones = List.of(lab.ue(1), lab.ue(2), lab.ue(3));
            for (LabUe phone : phones) {
                assertThat(phone.register().status())
                        .as(lab.evidence())
                        .isEqualTo(Status.REGISTERED);
            }
            assertThat(lab.associations()).hasSize(12);
            assertThat(lab.registrations()).hasSize(3);
            for (LabUe phone : phones) {
                UeResult refreshed = phone.refresh();
                assertThat(refreshed.sipStatus()).as(lab.evidence()).isEqualTo(200);
                assertThat(refreshed.expires()).isEqualTo(Duration.ofMinutes(10_000));
                assertThat(refreshed.serviceRoute()).hasSize(1);
                assertThat(refreshed.associatedUris())
                        .contains("<" + phone.subscriber().impu() + ">");
                assertThat(phone.deregister().isDeregistered()).as(lab.evidence()).isTrue();
            }
            assertThat(lab.registrations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotKnownIsRefusedAndWhoHasAnotherKeyDoesNotBelieveTheNetwork(LabNetwork network)
            throws Exception {
        try (TestLab lab = TestLab.start(on(network).withSubscribers(5))) {
            UeResult refused = lab.ue(6).register();
            assertThat(refused.status()).isEqualTo(Status.REFUSED);
            assertThat(refused.sipStatus()).isEqualTo(403);
            Subscriber forged = lab.subscriber(5).withK("00112233445566778899aabbccddeeff");
            assertThat(lab.ue(forged, ue -> ue).register().status())
                    .isEqualTo(Status.NETWORK_NOT_AUTHENTICATED);
            assertThat(forged.toString()).doesNotContain("00112233");
        }
    }

    @ParameterizedTest
    @EnumSource
    void settingsReachTheirDaemons(LabNetwork network) throws Exception {
        LabOptions options =
                on(network)
                        .withSettings(
                                "pcscf.algorithms=hmac-md5-96/des-ede3-cbc",
                                "scscf.max-expires=2h",
                                "icscf.server-timeout=3s",
                                "hss.home-domain=ims.example.org");
        try (TestLab lab = TestLab.start(options)) {
            UeResult result = lab.ue(1).register();
            assertThat(result.protection())
                    .as(lab.evidence())
                    .hasFieldOrPropertyWithValue("alg", "hmac-md5-96")
                    .hasFieldOrPropertyWithValue("ealg", "des-ede3-cbc");
            assertThat(result.expires()).isEqualTo(Duration.ofHours(2));
            assertThat(lab.subscriber(1).impi()).endsWith("@ims.example.org");
        }
    }

    @Test
    void labsSideBySideDoNotMeet() throws Exception {
        try (TestLab one = TestLab.start(LabOptions.loopback());
                TestLab other = TestLab.start(LabOptions.loopback().withSubscribers(1));
                TestLab third = TestLab.start(LabOptions.simulated(1))) {
            assertThat(one.ue(2).register().isRegistered()).isTrue();
            assertThat(other.ue(2).register().status()).isEqualTo(Status.REFUSED);
            assertThat(third.ue(2).register().isRegistered()).isTrue();
            assertThat(one.registrations()).hasSize(1);
            assertThat(other.registrations()).isEmpty();
            assertThat(one.addresses().pcscf()).isNotEqualTo(other.addresses().pcscf());
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsOfATestMayUsePhonesAtOnce(LabNetwork network) throws Exception {
        try (TestLab lab = TestLab.start(on(network));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<UeResult>> results = new ArrayList<>();
            for (int n = 1; n <= 20; n++) {
                LabUe phone = lab.ue(n);
                results.add(threads.submit(phone::register));
            }
            for (Future<UeResult> result : results) {
                assertThat(result.get().isRegistered()).as(lab.evidence()).isTrue();
            }
            assertThat(lab.registrations()).hasSize(20);
        }
    }

    @Test
    void theDaemonsOfALoopbackLabAnswerAtTheirAdminAddresses() throws Exception {
        try (TestLab lab = TestLab.start(LabOptions.loopback());
                HttpClient http = HttpClient.newHttpClient()) {
            lab.ue(1).register();
            LabAddresses at = lab.addresses();
            for (var admin : List.of(at.pcscfAdmin(), at.scscfAdmin(), at.hssAdmin())) {
                assertThat(get(http, admin, "/health")).contains("ok");
            }
            assertThat(get(http, at.pcscfAdmin(), "/api/associations")).contains("hmac-sha-1-96");
            assertThat(get(http, at.hssAdmin(), "/api/subscribers"))
                    .contains("001010000000001@")
                    .doesNotContain("fec86ba6");
        }
    }

    private static String get(HttpClient http, @Nullable InetSocketAddress admin, String path)
            throws Exception {
        URI uri = URI.create("http://" + HostPort.of(Objects.requireNonNull(admin)) + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void theSameSeedGivesTheSameRun() throws Exception {
        assertThat(run(5)).isEqualTo(run(5)).isNotEqualTo(run(6));
    }

    private static String run(long seed) throws Exception {
        NetworkFaults faults = new NetworkFaults(0.2, 0.1, 0.1, Duration.ofMillis(20));
        try (TestLab lab = TestLab.start(LabOptions.simulated(seed).withFaults(faults))) {
            lab.ue(1).register();
            return lab.ue(2).register() + lab.evidence();
        }
    }

    @Test
    void somebodyInThePathCanBeSimulated() throws Exception {
        try (TestLab lab = TestLab.start(LabOptions.simulated(1))) {
            lab.network().adversary(datagram -> List.of());
            LabUe phone = lab.ue(1);
            assertThat(phone.register().status()).isEqualTo(Status.NO_ANSWER);
            lab.network().adversary(List::of);
            assertThat(phone.register().isRegistered()).as(lab.evidence()).isTrue();
        }
    }

    @Test
    void aProcedureThatTakesTooLongIsNoAnswer() throws Exception {
        LabOptions options = LabOptions.simulated(1).withTimeout(Duration.ofSeconds(3));
        try (TestLab lab = TestLab.start(options)) {
            lab.network().adversary(datagram -> List.of());
            UeResult result = lab.ue(1).register();
            assertThat(result.status()).isEqualTo(Status.NO_ANSWER);
            assertThat(result.reason()).contains("3 s");
        }
    }

    @Test
    void whatOnlyASimulatedNetworkCanDoSaysSo() throws Exception {
        try (TestLab lab = TestLab.start(LabOptions.loopback())) {
            assertThatThrownBy(lab::network).hasMessageContaining("SIMULATED");
            assertThatThrownBy(() -> lab.advance(Duration.ofHours(1)))
                    .hasMessageContaining("SIMULATED");
            assertThatThrownBy(() -> lab.ue(1).refresh()).hasMessageContaining("register()");
        }
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() throws Exception {
        try (TestLab lab = TestLab.start(LabOptions.loopback())) {
            String taken = "pcscf.sip=" + HostPort.of(lab.addresses().pcscf());
            assertThatThrownBy(() -> TestLab.start(LabOptions.loopback().withSettings(taken)))
                    .hasMessageContaining("cannot bind");
            assertThatThrownBy(() -> TestLab.start(LabOptions.loopback().withSettings("x.y=1")))
                    .hasMessageContaining("hss, scscf, icscf, pcscf");
            assertThat(lab.ue(1).register().isRegistered()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .filteredOn(name -> name.startsWith("gatehouse-lab-"))
                    .allMatch(name -> name.startsWith(lab + "-"));
        }
    }
}
