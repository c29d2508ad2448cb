package org.gatehouse.ims.hss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_USER_UNKNOWN;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_TOO_BUSY;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.config.LabSubscribers;
import org.gatehouse.ims.hss.cx.HssPolicy;
import org.gatehouse.ims.hss.store.Lookup;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.junit.jupiter.api.Test;

class HssServiceTest {
    private static final String SCSCF = "sip:scscf.home.net";
    private static final String ONE = "001010000000001@home.net";
    private static final String TWO = "001010000000002@home.net";

    private final VirtualTime time = new VirtualTime();
    private final VirtualShards shards = new VirtualShards(time, 4, 7);
    private final Moody store = new Moody();
    private final HssService service =
            new HssService(HssPolicy.OPEN, store, shards, new SimpleMeterRegistry());
    private final List<CxAnswer> answers = new ArrayList<>();

    @Test
    @Requirement("aka-implicit-set")
    void aUserRegistersThroughAllThreeCommands() {
        ask(new UserAuthorization(ONE, sip(ONE), "x", UserAuthorization.Type.REGISTRATION));
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 2, null));
        ask(sar(ONE, AssignmentType.REGISTRATION));
        time.runDue();

        assertThat(answers).hasSize(3);
        assertThat(answers.get(1).result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(answers.get(2).result()).isEqualTo(DIAMETER_SUCCESS);
    }

    @Test
    @Requirement("aka-impi-impu-match")
    void identitiesMustBeOfOneUser() {
        ask(new MultimediaAuth(ONE, sip(TWO), SCSCF, 1, null));
        ask(new MultimediaAuth(ONE, "sip:nobody@home.net", SCSCF, 1, null));
        ask(new MultimediaAuth("nobody@home.net", sip(ONE), SCSCF, 1, null));
        time.runDue();

        assertThat(answers.stream().map(CxAnswer::result))
                .containsExactlyInAnyOrder(
                        DIAMETER_ERROR_IDENTITIES_DONT_MATCH,
                        DIAMETER_ERROR_USER_UNKNOWN,
                        DIAMETER_ERROR_USER_UNKNOWN);
    }

    @Test
    void aRequestWithoutPrivateIdentityFindsItsUser() {
        ask(
                new ServerAssignment(
                        null,
                        List.of("tel:+999-01-0000000002"),
                        SCSCF,
                        AssignmentType.UNREGISTERED_USER,
                        false));
        ask(
                new ServerAssignment(
                        null, List.of("tel:+1"), SCSCF, AssignmentType.UNREGISTERED_USER, false));
        time.runDue();

        assertThat(answers.stream().map(CxAnswer::result))
                .containsExactlyInAnyOrder(DIAMETER_SUCCESS, DIAMETER_ERROR_USER_UNKNOWN);
    }

    @Test
    void aSilentStoreIsAnErrorAfterItsTimeAndLateAnswersAreIgnored() {
        store.mood = Mood.SILENT;
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 1, null));
        time.advance(HssShard.STORE_TIME.minus(Duration.ofMillis(1)));
        assertThat(answers).isEmpty();

        time.advance(Duration.ofMillis(1));
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().result()).isEqualTo(DIAMETER_UNABLE_TO_COMPLY);

        store.mood = Mood.GOOD;
        store.late.forEach(Runnable::run);
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 1, null));
        time.runDue();
        assertThat(answers).hasSize(2);
        assertThat(answers.getLast().result()).isEqualTo(DIAMETER_SUCCESS);
    }

    @Test
    void aSaveThatFailsGivesNoVectorAndTheNextOneIsNew() {
        store.mood = Mood.LOADS_ONLY;
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 1, null));
        time.runDue();
        store.mood = Mood.GOOD;
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 1, null));
        time.runDue();

        assertThat(answers.stream().map(CxAnswer::result))
                .containsExactly(DIAMETER_UNABLE_TO_COMPLY, DIAMETER_SUCCESS);
    }

    @Test
    void aBusyStoreIsSaidToBeBusy() {
        store.mood = Mood.BUSY;
        ask(new MultimediaAuth(ONE, sip(ONE), SCSCF, 1, null));
        time.runDue();

        assertThat(answers.getFirst().result()).isEqualTo(DIAMETER_TOO_BUSY);
    }

    @Test
    void aThousandUsersGetTheirVectors() {
        for (Subscriber subscriber : LabSubscribers.of("home.net", 1_000)) {
            ask(new MultimediaAuth(subscriber.impi(), sip(subscriber.impi()), SCSCF, 1, null));
        }
        time.runDue();

        assertThat(answers).hasSize(1_000);
        assertThat(answers).allMatch(answer -> answer.result().isSuccess());
        assertThat(time.pending()).isZero();
    }

    private void ask(CxRequest request) {
        shards.forKey(request.shardKey()).offer(() -> service.handle(request, answers::add));
    }

    private static ServerAssignment sar(String impi, AssignmentType type) {
        return new ServerAssignment(impi, List.of(sip(impi)), SCSCF, type, false);
    }

    private static String sip(String impi) {
        return "sip:" + impi;
    }

    private enum Mood {
        GOOD,
        LOADS_ONLY,
        BUSY,
        SILENT
    }

    /** A store in memory that may fail. */
    private static final class Moody implements SubscriberStore {
        private final MemoryStore store = new MemoryStore();
        private final List<Runnable> late = new ArrayList<>();
        private Mood mood = Mood.GOOD;

        private Moody() {
            store.provision(LabSubscribers.of("home.net", 1_000));
        }

        @Override
        public void load(String impi, Consumer<Lookup<Stored>> done) {
            switch (mood) {
                case GOOD, LOADS_ONLY -> store.load(impi, done);
                case BUSY -> done.accept(new Lookup.Busy<>());
                case SILENT -> late.add(() -> store.load(impi, done));
            }
        }

        @Override
        public void ownerOf(String impu, Consumer<Lookup<String>> done) {
            store.ownerOf(impu, done);
        }

        @Override
        public void save(String impi, Standing standing, Consumer<Boolean> done) {
            if (mood == Mood.GOOD) {
                store.save(impi, standing, done);
            } else {
                done.accept(false);
            }
        }

        @Override
        public void list(int most, Consumer<Lookup<List<Stored>>> done) {
            store.list(most, done);
        }

        @Override
        public int provision(Collection<Subscriber> subscribers) {
            return store.provision(subscribers);
        }

        @Override
        public Map<String, String> servers() {
            return store.servers();
        }

        @Override
        public void rememberServer(String name, String diameterHost) {
            store.rememberServer(name, diameterHost);
        }

        @Override
        public int size() {
            return store.size();
        }

        @Override
        public List<String> problems() {
            return store.problems();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
