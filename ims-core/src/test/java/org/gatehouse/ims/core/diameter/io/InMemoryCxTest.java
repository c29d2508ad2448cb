package org.gatehouse.ims.core.diameter.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.junit.jupiter.api.Test;

class InMemoryCxTest {
    @Test
    void inMemoryCxAnswersLaterAndOnTheShardThatSent() {
        VirtualTime time = new VirtualTime();
        VirtualShards shards = new VirtualShards(time, 2, 1);
        InMemoryCx cx = new InMemoryCx(CxFixtures.HSS_HANDLER, shards);
        List<CxOutcome> outcomes = new ArrayList<>();
        cx.clientFor(shards.get(1)).send(CxFixtures.mar(1), outcomes::add);
        assertThat(outcomes).isEmpty();
        time.runDue();
        assertThat(outcomes)
                .containsExactly(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(1))));
        shards.close();
    }
}
