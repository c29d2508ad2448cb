package org.gatehouse.ims.hss.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.store.SubscriberStore.Stored;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcStoreTest {
    private static final String IMPI = "alice@home.net";
    private static final SubscriberKey KEY =
            SubscriberKey.ofOpc(
                    HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                    HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"),
                    HexFormat.of().parseHex("8000"));
    private static final Subscriber ALICE =
            new Subscriber(
                    IMPI,
                    KEY,
                    List.of(
                            ImplicitSet.of("sip:alice@home.net", "tel:+12015550123"),
                            new ImplicitSet(List.of(new Identity("sip:work@home.net", true)))));
    private static final Standing REGISTERED =
            new Standing(
                    "sip:scscf.home.net",
                    List.of(
                            SetStanding.of(RegistrationState.REGISTERED),
                            new SetStanding(RegistrationState.NOT_REGISTERED, true)),
                    77);

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(AlgorithmSet.class)
    void theKeyOfEachAlgorithmIsFoundAsItWasProvisioned(AlgorithmSet set) throws IOException {
        byte[] k = new byte[set == AlgorithmSet.TUAK ? 32 : 16];
        k[0] = 7;
        SubscriberKey key =
                SubscriberKey.of(
                        set, k, set.derive(k, new byte[set.operatorLength()]), new byte[2]);
        try (JdbcStore store = open()) {
            Subscriber subscriber = new Subscriber(IMPI, key, ALICE.sets());
            store.provision(List.of(subscriber));

            assertThat(load(store, IMPI))
                    .isEqualTo(new Lookup.Found<>(new Stored(subscriber, Standing.fresh(2))));
        }
    }

    @Test
    void theDiameterHostOfAnScscfSurvivesARestartAndAChangeWins() throws IOException {
        try (JdbcStore store = open()) {
            assertThat(store.servers()).isEmpty();
            store.rememberServer("sip:one", "one.home.net");
            store.rememberServer("sip:two", "two.home.net");
        }
        try (JdbcStore store = open()) {
            store.rememberServer("sip:two", "new.home.net");
        }
        try (JdbcStore store = open()) {
            assertThat(store.servers())
                    .containsOnly(
                            Map.entry("sip:one", "one.home.net"),
                            Map.entry("sip:two", "new.home.net"));
        }
    }

    @Test
    void whatIsProvisionedIsFoundByBothIdentities() throws IOException {
        try (JdbcStore store = open()) {
            assertThat(store.provision(List.of(ALICE))).isEqualTo(1);

            assertThat(load(store, IMPI))
                    .isEqualTo(new Lookup.Found<>(new Stored(ALICE, Standing.fresh(2))));
            assertThat(owner(store, "tel:+12015550123")).isEqualTo(new Lookup.Found<>(IMPI));
            assertThat(load(store, "bob@home.net")).isEqualTo(new Lookup.Missing<>());
            assertThat(owner(store, "sip:bob@home.net")).isEqualTo(new Lookup.Missing<>());
            assertThat(store.size()).isEqualTo(1);
            assertThat(store.problems()).isEmpty();
        }
    }

    @Test
    void rowsThatMakeNoSubscriberAreAnAnswerAndAProblem() throws Exception {
        try (JdbcStore store = open()) {
            store.provision(List.of(ALICE));
        }
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/hss.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM public_identity");
        }
        try (JdbcStore store = open()) {
            assertThat(load(store, IMPI)).isInstanceOf(Lookup.Failed.class);
            assertThat(store.problems()).hasSize(1);
        }
    }

    @Test
    void whatIsSavedIsThereAfterANewStart() throws IOException {
        try (JdbcStore store = open()) {
            store.provision(List.of(ALICE));
            assertThat(save(store, IMPI, REGISTERED)).isTrue();
        }
        try (JdbcStore store = open()) {
            assertThat(load(store, IMPI))
                    .isEqualTo(new Lookup.Found<>(new Stored(ALICE, REGISTERED)));
        }
    }

    @Test
    @Requirement("aka-av-fifo-once")
    void provisioningAgainKeepsSequenceNumbersAndStanding() throws IOException {
        try (JdbcStore store = open()) {
            store.provision(List.of(ALICE));
            save(store, IMPI, REGISTERED);
            Subscriber changed =
                    new Subscriber(IMPI, KEY, List.of(ImplicitSet.of("sip:other@home.net")));

            assertThat(store.provision(List.of(changed))).isZero();

            assertThat(load(store, IMPI))
                    .isEqualTo(new Lookup.Found<>(new Stored(ALICE, REGISTERED)));
        }
    }

    @Test
    void anIdentityOfSomebodyElseIsNotProvisioned() throws IOException {
        try (JdbcStore store = open()) {
            store.provision(List.of(ALICE));
            Subscriber thief =
                    new Subscriber(
                            "thief@home.net", KEY, List.of(ImplicitSet.of("sip:alice@home.net")));

            assertThatThrownBy(() -> store.provision(List.of(thief)))
                    .isInstanceOf(IOException.class);
            assertThat(load(store, "thief@home.net")).isEqualTo(new Lookup.Missing<>());
        }
    }

    @Test
    void savesAreDoneInTheOrderOfTheCalls() throws Exception {
        try (JdbcStore store = open()) {
            store.provision(List.of(ALICE));
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int mark = 1; mark <= 1_000; mark++) {
                CompletableFuture<Boolean> done = new CompletableFuture<>();
                store.save(IMPI, REGISTERED.markedAt(mark), done::complete);
                all.add(done);
            }
            for (CompletableFuture<Boolean> done : all) {
                assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(load(store, IMPI))
                    .isEqualTo(new Lookup.Found<>(new Stored(ALICE, REGISTERED.markedAt(1_000))));
        }
    }

    @Test
    void aSubscriberThatIsNotThereCanNotBeSaved() throws IOException {
        try (JdbcStore store = open()) {
            assertThat(save(store, IMPI, REGISTERED)).isFalse();
            assertThat(store.problems()).hasSize(1);
        }
    }

    @Test
    void peopleSeeSubscribersInTheOrderOfTheirNames() throws IOException {
        try (JdbcStore store = open()) {
            Subscriber bob =
                    new Subscriber("bob@home.net", KEY, List.of(ImplicitSet.of("sip:b@x")));
            store.provision(List.of(bob, ALICE));

            Lookup<List<Stored>> one = StoreQuestions.ask(done -> store.list(1, done));

            assertThat(one)
                    .isEqualTo(new Lookup.Found<>(List.of(new Stored(ALICE, Standing.fresh(2)))));
        }
    }

    @Test
    @Requirement("arch-key-stays")
    void theFileIsItsOwnersAlone() throws IOException {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "no POSIX file permissions here");
        try (JdbcStore store = open()) {
            assertThat(store.problems()).isEmpty();
            assertThat(permissions(folder.resolve("data/hss.db"))).isEqualTo("rw-------");
            assertThat(permissions(folder.resolve("data"))).isEqualTo("rwx------");
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsNamedWithTheReason() throws IOException {
        Path garbage = folder.resolve("garbage");
        Files.writeString(folder.resolve("garbage.db"), "no database ".repeat(100));
        assertThatThrownBy(() -> JdbcStore.open(garbage))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(garbage + " can't be opened: ")
                .hasMessageNotContaining("null");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> JdbcStore.open(file.resolve("hss")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing can be made in its folder");
    }

    private JdbcStore open() throws IOException {
        return JdbcStore.open(folder.resolve("data/hss"));
    }

    private static Lookup<Stored> load(JdbcStore store, String impi) {
        return StoreQuestions.ask(done -> store.load(impi, done));
    }

    private static Lookup<String> owner(JdbcStore store, String impu) {
        return StoreQuestions.ask(done -> store.ownerOf(impu, done));
    }

    private static boolean save(JdbcStore store, String impi, Standing standing) {
        return StoreQuestions.ask((Consumer<Boolean> done) -> store.save(impi, standing, done));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
