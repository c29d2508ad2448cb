package org.gatehouse.ims.ue.sa;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Gm;
import org.junit.jupiter.api.Test;

class SaTableTest {
    private static final Instant SOONER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = SOONER.plusSeconds(1);
    private final AssociationSet set = Gm.registered(3600).table().current().set();

    private Held until(Instant expiry) {
        return new Held(set, List.of(), expiry);
    }

    @Test
    @Requirement("rereg-ue-lifetime")
    void theLatestExpiryIsThatOfWhicheverSetLivesLonger() {
        assertThat(new SaTable(until(SOONER), null).latestExpiry()).isEqualTo(SOONER);
        assertThat(new SaTable(until(SOONER), until(LATER)).latestExpiry()).isEqualTo(LATER);
        assertThat(new SaTable(until(LATER), until(SOONER)).latestExpiry()).isEqualTo(LATER);
    }

    @Test
    @Requirement("sa-lifetime-sip")
    void aLifetimeIsOverAtItsEndAndNeverDecreased() {
        Held held = until(LATER);
        assertThat(held.isOver(SOONER)).isFalse();
        assertThat(held.isOver(LATER)).isTrue();
        assertThat(held.lastingUntil(SOONER).expires()).isEqualTo(LATER);
        assertThat(until(SOONER).lastingUntil(LATER).expires()).isEqualTo(LATER);
    }

    @Test
    void whatTheUeSendsGoesFromItsClientPortToTheServerPort() {
        var flow = until(LATER).outbound();
        assertThat(flow.transport()).isEqualTo(TransportProtocol.UDP);
        assertThat(flow.local()).isEqualTo(set.local().clientAddress());
        assertThat(flow.remote()).isEqualTo(set.remote().serverAddress());
        assertThat(flow.protectedBy()).isEqualTo(set.id());
    }

    @Test
    @Requirement("rereg-ue-switch")
    void transactionsAreCountedOverTheirOwnSetAndNeverBelowNone() {
        SaTable table = new SaTable(until(LATER), null);
        assertThat(table.withTransactions(set.id(), 1).current().transactions()).isEqualTo(1);
        assertThat(table.withTransactions(set.id(), -1).current().transactions()).isZero();
        assertThat(table.withTransactions(new SetId(99), 1)).isEqualTo(table);
    }
}
