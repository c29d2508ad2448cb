package org.gatehouse.ims.ue.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.junit.jupiter.api.Test;

/** A slow card holds up nothing, and is not waited for without end. */
class IsimDeskTest {
    private final VirtualTime time = new VirtualTime();
    private final VirtualShards shards = new VirtualShards(time, 1, 1);

    /** What the card's thread has to do. */
    private final Deque<Runnable> work = new ArrayDeque<>();

    private final List<Integer> asked = new ArrayList<>();
    private final List<Object> said = new ArrayList<>();
    private boolean isSlow = true;

    private final Isim card =
            new Isim() {
                @Override
                public Result authenticate(byte[] rand, byte[] autn) {
                    asked.add((int) rand[0]);
                    if (rand[0] == 13) {
                        throw new UncheckedIOException("card pulled", new IOException());
                    }
                    return new Result.SyncFailure(new byte[] {rand[0]});
                }

                @Override
                public boolean isSlow() {
                    return isSlow;
                }
            };

    private final IsimDesk desk =
            new IsimDesk(
                    card,
                    shards.get(0),
                    work::add,
                    new IsimDesk.Answers() {
                        @Override
                        public void answered(Isim.Result result) {
                            said.add((int) ((Isim.Result.SyncFailure) result).auts()[0]);
                        }

                        @Override
                        public void failed(String reason) {
                            said.add(reason);
                        }
                    });

    private static AkaNonce nonce(int first) {
        byte[] octets = new byte[32];
        octets[0] = (byte) first;
        return AkaNonce.decode(Base64.getEncoder().encodeToString(octets)).orElseThrow();
    }

    private void cardWorks() {
        work.remove().run();
        time.runDue();
    }

    @Test
    void aSoftIsimAnswersAtOnce() {
        isSlow = false;

        desk.ask(nonce(1));

        assertThat(said).containsExactly(1);
        assertThat(work).isEmpty();
    }

    @Test
    void aCardIsAskedOnAThreadOfItsOwn() {
        desk.ask(nonce(1));
        assertThat(asked).isEmpty();

        cardWorks();

        assertThat(said).containsExactly(1);
        time.advance(IsimDesk.PATIENCE.multipliedBy(2));
        assertThat(said).containsExactly(1);
    }

    @Test
    void aCardThatFailsSaysWhy() {
        desk.ask(nonce(13));
        cardWorks();

        assertThat(said).containsExactly("card pulled");
    }

    @Test
    void anAnswerToAnEarlierChallengeIsForgottenAndTheCardGetsOneAtATime() {
        desk.ask(nonce(1));
        desk.ask(nonce(2));
        desk.ask(nonce(3));
        assertThat(work).hasSize(1);

        cardWorks();
        assertThat(said).isEmpty();
        cardWorks();

        assertThat(said).containsExactly(3);
        assertThat(asked).containsExactly(1, 3);
        assertThat(work).isEmpty();
    }

    @Test
    void aCardThatDoesNotAnswerIsGivenUpAndItsLateAnswerIsNotTaken() {
        desk.ask(nonce(1));
        time.advance(IsimDesk.PATIENCE.minus(Duration.ofMillis(1)));
        assertThat(said).isEmpty();
        time.advance(Duration.ofMillis(1));

        assertThat(said).singleElement().asString().contains("10 s").contains("expected");
        cardWorks();
        assertThat(said).hasSize(1);

        desk.ask(nonce(2));
        cardWorks();
        assertThat(said).hasSize(2).last().isEqualTo(2);
    }
}
