package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a P-CSCF with a journal knows after a restart. */
class RestartTest {
    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private String journal() {
        return "journal=" + folder.resolve("journal");
    }

    private PcscfNode restart(Lab lab) throws Exception {
        lab.node.close();
        PcscfNode next =
                new PcscfNode(
                        Lab.config(journal()),
                        lab.network.host(Lab.GM.getAddress()),
                        lab.shards,
                        meters);
        next.start();
        return next;
    }

    private static Explanation explain(Lab lab, PcscfNode node) {
        var answer = node.explain(UeMessages.IMPI).toCompletableFuture();
        lab.settle();
        return answer.join().orElseThrow();
    }

    private double discarded(String reason) {
        return meters.get("pcscf.discarded").tag("reason", reason).counter().count();
    }

    @Test
    void espForASetOfTheProcessBeforeIsCountedAsThatAndTheUserIsExplained() throws Exception {
        Lab lab = new Lab(2, journal());
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        long spi = ((AssociationRow) lab.api("associations").getFirst()).spi();
        PcscfNode next = restart(lab);

        ue.sendOver(set, lab.sm1(ue, ScriptedUe.offer(2)).octets());
        lab.settle();
        assertThat(discarded("ended-by-restart")).isEqualTo(1);
        assertThat(meters.get("pcscf.esp.dropped").tag("reason", "unknown-spi").counter().count())
                .isZero();
        Explanation user = explain(lab, next);
        assertThat(user.places()).isEmpty();
        assertThat(user.outcomes()).extracting(Incident::outcome).containsOnly("ended-by-restart");
        assertThat(spi).isPositive();

        lab.register(ue, ScriptedUe.offer(3), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(explain(lab, next).places()).hasSize(1);
        next.close();
    }

    @Test
    void noKeyIsInTheJournalAndASetThatWentIsNotInIt() throws Exception {
        Lab lab = new Lab(1, journal());
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        UeMessages bye = lab.sm1(ue, ScriptedUe.offer(2));
        bye.viaHost = "127.0.1.1:31000";
        bye.expires = 0;
        ue.sendOver(set, bye.octets());
        lab.run(60);
        lab.register(ue, ScriptedUe.offer(3), null);
        lab.node.close();

        List<String> lines = Files.readAllLines(folder.resolve("journal"));
        assertThat(String.join("\n", lines))
                .contains("001010000000001")
                .doesNotContainIgnoringCase(HomeMessages.CK)
                .doesNotContainIgnoringCase(HomeMessages.IK);
        assertThat(lines).filteredOn(line -> line.startsWith("- ")).hasSize(1);
        PcscfNode next = restart(lab);
        assertThat(explain(lab, next).outcomes()).hasSize(1);
        next.close();
    }
}
