package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our UE and P-CSCF, Kamailio's I-CSCF and S-CSCF, and our HSS. */
@Timeout(180)
class KamailioTest {
    private static final String IMPI = "001010000000001@" + LabCore.HOME_DOMAIN;

    /** Peers of the HSS: the lab's own CSCFs, which nobody asks, and Kamailio's two. */
    private static final int CX_PEERS = 3;

    @TempDir private Path folder;

    private LoopbackLab lab;
    private KamailioCscfs kamailio;

    @BeforeEach
    void start() throws Exception {
        Tools.require("kamailio");
        lab = new LoopbackLab(3, KamailioCscfs.LAB_SETTINGS);
        kamailio = new KamailioCscfs(folder);
        await("two Kamailios at the HSS", () -> cxPeers() == CX_PEERS);
    }

    @AfterEach
    void stop() throws Exception {
        if (kamailio != null) {
            kamailio.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    @Requirement({"arch-gm-protected", "aka-challenge", "rereg-protected"})
    void aUeRegistersWithIpsecRefreshesAndDeregistersAtKamailio() throws Exception {
        LoopbackLab.Run run = register("--json", "--refresh=1", "--hold=0");

        assertThat(run.exitCode()).as(run.err() + kamailio.complaints()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.get("status").asInt()).isEqualTo(200);
        assertThat(result.get("alg").asText()).isEqualTo("hmac-sha-1-96");
        assertThat(result.get("ealg").asText()).isEqualTo("aes-cbc");
        assertThat(result.get("service_route").toString()).contains(KamailioCscfs.SCSCF);
        assertThat(result.get("associated_uris").toString()).contains("tel:+999010000000001");
        // registered, refreshed, deregistered; each REGISTER has its UAR
        await("three SAAs", () -> count("scscf", "SAA 1") == 3);
        assertThat(count("icscf", "UAA 1")).isGreaterThanOrEqualTo(6);
        assertThat(registrations()).isZero();
    }

    @Test
    @Requirement({"sync-ue-auts", "sync-then-success"})
    void kamailioHandsAutsToTheHssAndTheUeRegisters() throws Exception {
        List<String> lines = new ArrayList<>(List.of("gatehouse-isim-sqn 1"));
        lines.add("sqn-ms=00ffffff0000");
        for (int ind = 0; ind < 32; ind++) {
            lines.add("seq-" + ind + "=7fffff800");
        }
        Files.write(folder.resolve("sqn"), lines);

        LoopbackLab.Run run = register("--ladder", "--hold=0");

        assertThat(run.exitCode()).as(run.out() + run.err() + kamailio.complaints()).isZero();
        assertThat(run.out()).contains("auts");
        assertThat(count("scscf", "AUTS of")).isEqualTo(1);
    }

    @Test
    @Requirement("fail-network-mac")
    void aUeWithAnotherKeyRefusesKamailiosChallenge() throws Exception {
        LoopbackLab.Run run = register("--k=00112233445566778899aabbccddeeff");

        assertThat(run.exitCode()).as(run.err() + kamailio.complaints()).isEqualTo(4);
        assertThat(count("scscf", "SAA")).isZero();
        assertThat(registrations()).isZero();
    }

    /** The order names an identity: an RTR for a whole IMPI is one that Kamailio 5.6.3 ignores. */
    @Test
    void theHssEndsARegistrationAndThePcscfHearsOfItFromKamailio() throws Exception {
        assertThat(register().exitCode()).as(kamailio.complaints()).isZero();
        assertThat(registrations()).isEqualTo(1);

        Outcome outcome =
                Objects.requireNonNull(lab.core.hss().actions().get("deregister"))
                        .post(Map.of("impi", List.of(IMPI), "impus", List.of("sip:" + IMPI)))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);

        assertThat(outcome.status()).as(outcome + kamailio.complaints()).isEqualTo(200);
        await("the P-CSCF forgets the user", () -> registrations() == 0);
    }

    private LoopbackLab.Run register(String... options) {
        List<String> all =
                new ArrayList<>(List.of("--subscriber=1", "--local=" + LoopbackLab.PREFIX + ".90"));
        all.addAll(List.of(options));
        return lab.register(folder, all.toArray(String[]::new));
    }

    private int registrations() {
        return lab.core.pcscf().registrations().toCompletableFuture().join().size();
    }

    private long cxPeers() {
        return Math.round(lab.core.meters().get("diameter.peers.open").gauge().value());
    }

    private long count(String name, String text) {
        try {
            return kamailio.count(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(String what, BooleanSupplier condition) throws Exception {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).as(what + kamailio.complaints()).isTrue();
    }
}
