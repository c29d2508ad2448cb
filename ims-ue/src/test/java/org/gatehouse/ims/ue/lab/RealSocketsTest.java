package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.cli.Ims;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the UE against the whole core, on sockets of this machine. */
class RealSocketsTest {
    private static final String UNKNOWN_KEY = "00112233445566778899aabbccddeeff";

    private final NettyNetwork network = new NettyNetwork(1);
    private final ThreadShards shards = new ThreadShards("core", 2);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private LabCore core;

    @TempDir private Path folder;

    @BeforeEach
    void startCore() throws IOException, ConfigException {
        startCore(new String[0]);
    }

    private void startCore(String... overrides) throws IOException, ConfigException {
        core = new LabCore(address -> network, LoopbackPrefix.next(), shards, 10, overrides);
        for (int i = 0; i < 500 && !core.isReady(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(core.isReady()).isTrue();
    }

    @AfterEach
    void stopCore() throws IOException {
        core.close();
        shards.close();
        network.close();
    }

    private int register(String... options) {
        List<String> all =
                new ArrayList<>(List.of("--sqn-file", folder.resolve("card.sqn").toString()));
        all.addAll(List.of(options));
        return run("register", all.toArray(String[]::new));
    }

    private int run(String command, String... options) {
        String pcscf = core.gm().getAddress().getHostAddress() + ":5060";
        List<String> all = new ArrayList<>(List.of("ue", command, "--pcscf", pcscf));
        all.addAll(List.of(options));
        return Ims.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void a406EndsTheAttemptWithExitCode6AndOnWishLeadsToARegistrationWithoutIpsec()
            throws Exception {
        core.close();
        startCore("pcscf.sec-agree=refused", "scscf.accept-unprotected-answer=true");

        assertThat(register("--subscriber", "1")).isEqualTo(6);
        assertThat(err.toString()).contains("406");
        assertThat(register("--subscriber", "1", "--bare-on-406", "--hold", "0")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "hmac-sha-1-96, aes-cbc",
        "hmac-md5-96, aes-cbc",
        "hmac-sha-1-96, des-ede3-cbc",
        "hmac-md5-96, des-ede3-cbc",
        "hmac-sha-1-96, null",
        "hmac-md5-96, null",
    })
    @Requirement({"esp-int-algs", "esp-enc-algs", "l-fixed"})
    void everyCombinationOfAlgorithmsRegistersRefreshesAndDeregisters(String alg, String ealg)
            throws IOException {
        int exit =
                register(
                        "--subscriber",
                        "1",
                        "--alg",
                        alg,
                        "--ealg",
                        ealg,
                        "--json",
                        "--refresh",
                        "1",
                        "--hold",
                        "0");

        assertThat(exit).as(err.toString()).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.get("status").asInt()).isEqualTo(200);
        assertThat(result.get("alg").asText()).isEqualTo(alg);
        assertThat(result.get("ealg").asText()).isEqualTo(ealg);
        assertThat(result.get("mode").asText()).isEqualTo("UDP-enc-tun");
        assertThat(result.fieldNames())
                .toIterable()
                .contains(
                        "impi",
                        "impus",
                        "service_route",
                        "associated_uris",
                        "expires",
                        "spis",
                        "ports");
    }

    @Test
    void theResultIsForPeopleUnlessAskedOtherwise() {
        assertThat(register("--subscriber", "2", "--hold", "0", "--ladder")).isZero();
        assertThat(out.toString())
                .contains("registered     sip:001010000000002@")
                .contains("hmac-sha-1-96/aes-cbc")
                .contains("deregistered")
                .contains("P-CSCF")
                .contains("401 Unauthorized")
                .contains("200 OK");
    }

    @Test
    void aCaptureAndItsKeysAreWritten() throws IOException {
        Path pcap = folder.resolve("run.pcapng");
        Path keys = folder.resolve("esp_sa");
        assertThat(
                        register(
                                "--subscriber",
                                "3",
                                "--hold",
                                "0",
                                "--pcap",
                                pcap.toString(),
                                "--esp-sa",
                                keys.toString()))
                .isZero();

        assertThat(err.toString()).contains("warning").contains("session keys");
        assertThat(Files.readAllLines(keys)).hasSize(8).allMatch(line -> line.contains("AES-CBC"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        assertThat(Files.size(pcap)).isGreaterThan(4000);
    }

    @Test
    @Requirement({"fail-network-mac", "arch-mutual-auth"})
    void aWrongKeyMeansThatTheNetworkCanNotBeAuthenticated() {
        assertThat(register("--subscriber", "4", "--k", UNKNOWN_KEY, "--json")).isEqualTo(4);
        assertThat(out.toString()).contains("\"status\":null");
        assertThat(err.toString() + out).doesNotContain(UNKNOWN_KEY);
    }

    @Test
    void anUnknownUserIsRefused() {
        assertThat(register("--subscriber", "99")).isEqualTo(3);
        assertThat(err.toString()).contains("refused by the network: 4");
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void offersThatThePcscfDoesNotTakeEndWithoutAnAgreement() throws Exception {
        core.close();
        startCore("pcscf.algorithms=hmac-sha-1-96/aes-cbc");

        assertThat(register("--subscriber", "5", "--alg", "hmac-md5-96", "--ealg", "aes-cbc"))
                .isEqualTo(6);
    }

    @Test
    @Requirement({"sync-ue-auts", "sync-then-success"})
    void aCardAheadOfTheHssResynchronisesItAndRegisters() throws IOException {
        List<String> lines = new ArrayList<>(List.of("gatehouse-isim-sqn 1"));
        lines.add("sqn-ms=00ffffff0000");
        for (int ind = 0; ind < 32; ind++) {
            lines.add("seq-" + ind + "=7fffff800");
        }
        Files.write(folder.resolve("card.sqn"), lines);

        int exit = register("--subscriber", "6", "--ladder", "--hold", "0");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("auts");
    }

    @Test
    void withoutIpsecPlainAkaRegistersWhereTheNetworkTakesIt() throws Exception {
        assertThat(register("--subscriber", "8", "--ipsec", "off")).isEqualTo(6);

        core.close();
        startCore("pcscf.sec-agree=optional", "scscf.accept-unprotected-answer=true");
        assertThat(register("--subscriber", "8", "--ipsec", "off", "--hold", "0"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("none (--ipsec off)").contains("deregistered");
    }

    @Test
    void aRegistrationIsHeldAndRefreshedBeforeItEnds() {
        int exit = register("--subscriber", "9", "--expires", "10", "--hold", "7", "--ladder");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString().split("200 OK", -1)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aRegistrationThatRanOutMeanwhileIsNotCalledDeregistered() throws Exception {
        core.close();
        startCore(
                "pcscf.sec-agree=optional",
                "scscf.accept-unprotected-answer=true",
                "scscf.min-expires=1s");
        AtomicInteger exit = new AtomicInteger();
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                exit.set(
                                        register(
                                                "--subscriber=2",
                                                "--ipsec=off",
                                                "--expires=2",
                                                "--hold=3")));
        await(() -> out.toString().contains("registered"));
        core.pcscf().close();
        holder.join();

        assertThat(exit).as(err.toString()).hasValue(5);
        assertThat(err.toString()).contains("the registration ran out").contains("expected:");
        assertThat(out.toString()).doesNotContain("deregistered");
    }

    @Test
    void aTextGoesFromOneCommandToAnotherThatHoldsItsRegistration() throws Exception {
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                register("--subscriber", "2", "--expires", "60", "--hold", "5"));
        for (int i = 0; i < 500 && !out.toString().contains("registered"); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        String number = "00101000000000";
        int exit =
                run(
                        "message",
                        "--sqn-file",
                        folder.resolve("other.sqn").toString(),
                        "--subscriber",
                        "1",
                        "--to",
                        "sip:" + number + "2@" + LabCore.HOME_DOMAIN,
                        "--text",
                        "grüezi");
        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("200 OK");
        holder.join();
        assertThat(out.toString())
                .contains("MESSAGE from sip:" + number + "1@")
                .contains(": grüezi")
                .contains("deregistered");
    }

    @Test
    void aTextForNobodyIsRefused() {
        int exit =
                run(
                        "message",
                        "--sqn-file",
                        folder.resolve("card.sqn").toString(),
                        "--subscriber",
                        "1",
                        "--to",
                        "sip:nobody@elsewhere.test",
                        "--text",
                        "hoi");
        assertThat(exit).isEqualTo(3);
        assertThat(out.toString()).contains("404");
    }

    @Test
    void withoutHoldTheBindingStays() throws Exception {
        assertThat(register("--subscriber", "7")).isZero();

        assertThat(core.scscf().registrations().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .hasSize(1);
    }

    @Test
    @Requirement("rereg-protected")
    void aUeComesBackByItselfAfterThePcscfWasKilledAndStartedAgain() throws Exception {
        String host = core.gm().getAddress().getHostAddress().replaceAll("\\.\\d+$", ".77");
        TransactionTimers quick =
                new TransactionTimers(
                        Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(200));
        UeConfig config =
                SimulatedUe.config(1, core.gm(), InetAddress.ofLiteral(host)).withTimers(quick);
        SimulatedUe ue =
                new SimulatedUe(config, SimulatedUe.card(SqnArray.fresh()), network, shards.get(0));
        ue.node.register();
        await(() -> ue.count(Outcome.Registered.class) == 1);

        restartPcscf();
        ue.messages.clear();
        ue.node.register();
        await(() -> ue.count(Outcome.Registered.class) == 2);
        assertThat(ue.messages.getFirst().isProtected()).isTrue();
        assertThat(ue.messages).anyMatch(seen -> seen.sent() && !seen.isProtected());
        assertThat(core.pcscf().associations().toCompletableFuture().join())
                .hasSize(4)
                .allMatch(row -> row.set().equals("current"));
        ue.close();
    }

    /** The old sockets close in their own time. */
    private void restartPcscf() throws Exception {
        for (int i = 0; ; i++) {
            try {
                core.restartPcscf();
                return;
            } catch (IOException e) {
                if (i == 100) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
