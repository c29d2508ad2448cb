package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.Cards;
import org.gatehouse.ims.ue.card.SimulatedLink;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.card.UiccException;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command refuses, and how it says so. */
class RegisterCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int run(String... arguments) {
        CommandLine line = Ims.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("ue", "register"));
        all.addAll(List.of(arguments));
        return line.execute(all.toArray(String[]::new));
    }

    private int runAsSubscriber(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of("--subscriber", "1", "--sqn-file", folder.resolve("card.sqn").toString()));
        return run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--transport tcp --ipsec off --pcap x",
                "--transport smoke",
                "--profile nokia-3310",
                "--request-transport smoke",
                "--alg sha256",
                "--ealg aes-gcm",
                "--ipsec magic",
                "--mode tun",
                "--pcscf nowhere",
                "--pcscf 127.0.0.1:99999",
                "--timeout 0",
                "--expires 0",
                "--hold -1",
                "--refresh -1",
                "--subscriber 0",
                "--k 00",
                "--k @/nowhere/at/all",
                "--local not.an.address.invalid",
                "--impi someone@else",
                "--card usb",
                "--card pcsc --pin 12",
                "--usim-imsi 12",
                "--usim-imsi 001010000000001 --usim-shares key",
                "--mnc-length 3",
                "--nonsense",
            })
    void whatCanNotBeIsAUsageError(String options) {
        assertThat(runAsSubscriber(options.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void errorsSayWhatWasExpected() {
        runAsSubscriber("--alg", "sha256");

        assertThat(err.toString())
                .contains("--alg 'sha256'")
                .contains("expected: a comma list of hmac-sha-1-96 and hmac-md5-96");
    }

    @Test
    void somebodyHasToRegister() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("--subscriber");
    }

    @Test
    void keysAreNeverRepeatedInAMessage() {
        String almost = "fec86ba6eb707ed08905757b1bb44b8";
        assertThat(run("--impi", "a@b.org", "--k", almost, "--opc", almost)).isEqualTo(2);
        assertThat(err.toString()).doesNotContain(almost).contains("31 characters");
    }

    @Test
    void aKeyBehindAMistypedOptionIsNotRepeatedEither() {
        assertThat(run("--impi", "a@b.org", "--kk", LabSubscriber.K)).isEqualTo(2);
        assertThat(err.toString()).contains("--kk").doesNotContain(LabSubscriber.K);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ipsec kernel",
                "--ipsec udp --mode trans",
                "--ipsec ip --mode UDP-enc-tun"
            })
    void aCarrierThatIsNotHereIsToldApart(String options) {
        assertThat(runAsSubscriber(options.split(" "))).isEqualTo(7);
        assertThat(err.toString()).contains("IPsec not possible here").contains("expected");
    }

    @Test
    void anEspPortThatIsNotFreeMakesIpsecImpossible() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramSocket taken = new DatagramSocket(0, loopback)) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(
                            runAsSubscriber(
                                    "--ipsec", "udp", "--local", "127.0.0.1", "--esp-port", port))
                    .isEqualTo(7);
        }
        assertThat(err.toString()).contains("for ESP");
    }

    @Test
    void nobodyThereIsNoAnswer() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramSocket silent = new DatagramSocket(0, loopback)) {
            String pcscf = "127.0.0.1:" + silent.getLocalPort();
            assertThat(runAsSubscriber("--pcscf", pcscf, "--timeout", "1", "--json", "--ladder"))
                    .isEqualTo(5);
        }
        assertThat(new ObjectMapper().readTree(out.toString()).fieldNames())
                .toIterable()
                .contains("status", "impi", "impus", "service_route", "associated_uris", "expires")
                .contains("alg", "ealg", "mode", "spis", "ports", "error");
        assertThat(out.toString()).startsWith("{\"status\":null,\"impi\":\"001010000000001@");
        assertThat(err.toString()).contains("REGISTER");
    }

    @Test
    void theStatusThatRefusedAnAgreementIsInTheResult() throws CommandFailure, IOException {
        RegisterOptions typed =
                CommandLine.populateCommand(new RegisterOptions(), "--subscriber", "1");
        RegisterPlan plan = new PlanReader(typed, Map.of("HOME", folder.toString()), null).read();
        Outcome refused = new Outcome.AgreementFailed(494, "494 Security Agreement Required");

        String json = new RegisterReport(plan.config(), refused).json();

        assertThat(new ObjectMapper().readTree(json).path("status").asInt()).isEqualTo(494);
        assertThat(RegisterReport.exitCode(refused)).isEqualTo(6);
    }

    @Test
    void aCorruptSequenceNumberFileIsAUsageError() throws IOException {
        Files.writeString(folder.resolve("card.sqn"), "no such thing");

        assertThat(runAsSubscriber()).isEqualTo(2);
        assertThat(err.toString()).contains("card.sqn").contains("remove it");
    }

    @Test
    void whatIsTypedCountsMoreThanTheEnvironment() throws CommandFailure {
        Map<String, String> environment =
                Map.of(
                        "GATEHOUSE_UE_K",
                        LabSubscriber.K,
                        "GATEHOUSE_UE_OPC",
                        LabSubscriber.OPC,
                        "HOME",
                        folder.toString());
        RegisterOptions typed =
                CommandLine.populateCommand(
                        new RegisterOptions(),
                        "--impi",
                        "a@b.org",
                        "--op",
                        "dbc59adcb6f9a0ef735477b7fadf8374");

        RegisterPlan plan = new PlanReader(typed, environment, null).read();

        // OP and OPc of TS 35.208 test set 3 belong together: both lead to the same AK
        byte[] rand = new byte[16];
        assertThat(soft(plan).algorithm().anonymityKey(rand))
                .isEqualTo(
                        new Milenage(
                                        HexFormat.of().parseHex(LabSubscriber.K),
                                        HexFormat.of().parseHex(LabSubscriber.OPC))
                                .anonymityKey(rand));
        assertThat(soft(plan).file().path()).startsWithRaw(folder);
    }

    @Test
    void aSubscriberOfTheLabHasTheLabsKeysWhateverTheEnvironmentSays() throws CommandFailure {
        Map<String, String> environment =
                Map.of("GATEHOUSE_UE_OP", "00".repeat(16), "HOME", folder.toString());
        RegisterOptions typed =
                CommandLine.populateCommand(new RegisterOptions(), "--subscriber", "1");

        RegisterPlan plan = new PlanReader(typed, environment, null).read();

        byte[] rand = new byte[16];
        assertThat(soft(plan).algorithm().anonymityKey(rand))
                .isEqualTo(
                        new Milenage(
                                        HexFormat.of().parseHex(LabSubscriber.K),
                                        HexFormat.of().parseHex(LabSubscriber.OPC))
                                .anonymityKey(rand));
    }

    @Test
    @Requirement("isim-options")
    void aUsimGivesTheIdentityAndTheFileOfSequenceNumbers() throws CommandFailure {
        Map<String, String> home = Map.of("HOME", folder.toString());
        String imsi = "001010000000001";
        List<String> keys = List.of("--k", LabSubscriber.K, "--opc", LabSubscriber.OPC);
        RegisterPlan usim = plan(home, keys, "--usim-imsi", imsi);
        RegisterPlan sharing =
                plan(home, keys, "--impi", "a@b.org", "--usim-imsi", imsi, "--usim-shares", "sqn");
        RegisterPlan apart = plan(home, keys, "--impi", "a@b.org", "--usim-imsi", imsi);

        assertThat(usim.config().impi()).isEqualTo(imsi + "@" + LabSubscriber.DOMAIN);
        assertThat(usim.config().impu()).isEqualTo("sip:" + usim.config().impi());
        assertThat(usim.config().homeDomain()).isEqualTo(LabSubscriber.DOMAIN);
        assertThat(sharing.config().impi()).isEqualTo("a@b.org");
        assertThat(soft(sharing).file().path()).isEqualTo(soft(usim).file().path());
        assertThat(soft(apart).file().path()).isNotEqualTo(soft(usim).file().path());
    }

    private static RegisterPlan plan(
            Map<String, String> environment, List<String> keys, String... arguments)
            throws CommandFailure {
        List<String> all = new ArrayList<>(keys);
        all.addAll(List.of(arguments));
        RegisterOptions typed =
                CommandLine.populateCommand(new RegisterOptions(), all.toArray(String[]::new));
        return new PlanReader(typed, environment, null).read();
    }

    @Test
    void aReaderThatIsNotThereEndsWithACodeOfItsOwnAndNoPin() {
        assertThat(run("--card", "pcsc:no such reader", "--pin", "24681357")).isEqualTo(8);
        assertThat(err.toString())
                .startsWith("ims ue register: ")
                .contains("expected")
                .doesNotContain("24681357")
                .doesNotContain("Exception");
    }

    @Test
    @Requirement({"isim-options", "isim-contents"})
    void whoRegistersCanNotBeTypedWhereTheCardSaysIt() throws UiccException {
        SimulatedLink link = new SimulatedLink("slot", Cards.both());
        Subscription card = Subscription.open(Map.of(CardPlace.TERMINAL, link), null);
        for (String typed :
                List.of(
                        "--impi a@b.org",
                        "--home-domain b.org",
                        "--subscriber 1",
                        "--usim-imsi 001010000000001",
                        "--k " + LabSubscriber.K)) {
            RegisterOptions options =
                    CommandLine.populateCommand(new RegisterOptions(), typed.split(" "));
            assertThatThrownBy(() -> new PlanReader(options, Map.of(), card).read())
                    .hasMessageContaining("--card alone");
        }
    }

    @Test
    void aCardsIdentityIsTheUes() throws UiccException, CommandFailure {
        SimulatedLink link = new SimulatedLink("slot", Cards.both());
        Subscription card = Subscription.open(Map.of(CardPlace.TERMINAL, link), null);

        RegisterPlan plan =
                new PlanReader(CommandLine.populateCommand(new RegisterOptions()), Map.of(), card)
                        .read();

        assertThat(plan.config().impi()).isEqualTo(Cards.IMPI);
        assertThat(plan.config().impu()).isEqualTo(Cards.IMPU);
        assertThat(plan.isim()).isEqualTo(new RegisterPlan.IsimSource.Card(card));
    }

    private static RegisterPlan.IsimSource.Soft soft(RegisterPlan plan) {
        return (RegisterPlan.IsimSource.Soft) plan.isim();
    }

    @Test
    void helpIsThereAtEveryLevel() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--pcscf").contains("Exit codes");
        assertThat(Ims.commandLine().setOut(new PrintWriter(out)).execute("ue", "--help")).isZero();
        assertThat(Ims.commandLine().setOut(new PrintWriter(out)).execute("--version")).isZero();
    }
}
