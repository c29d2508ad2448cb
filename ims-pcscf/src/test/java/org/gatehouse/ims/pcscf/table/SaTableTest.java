package org.gatehouse.ims.pcscf.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

class SaTableTest {
    private static final List<Integer> POOL = List.of(6061, 6062, 6063, 6064);
    private static final InetAddress UE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private final SetsPerUser perUser = new SetsPerUser();
    private final SaTable table = new SaTable(perUser);

    private static SetInfo set(long id, InetAddress ue, int portUc, int portPc) {
        return new SetInfo(
                new SetId(id),
                new UeKey(ue, "user"),
                InetAddress.ofLiteral("192.0.2.100"),
                new SpisAndPorts(new Spi(1000), new Spi(1001), portUc, 31000),
                new SpisAndPorts(new Spi(2000), new Spi(2001), portPc, 6060),
                AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    @Test
    @Requirement("tbl-duplicate-port")
    void aClientPortIsTakenAtItsOwnAddressAloneAndOnlyWhileItsSetLives() {
        table.add(set(1, UE, 30000, 6061));
        assertThat(clientPort(UE, 30000)).isEqualTo(PortHolder.SAME_USER);
        assertThat(clientPort(UE, 30001)).isEqualTo(PortHolder.NOBODY);
        assertThat(clientPort(OTHER, 30000)).isEqualTo(PortHolder.NOBODY);
        assertThat(table.holderOfClientPort(new UeKey(UE, "user"), 30000, Set.of(new SetId(1))))
                .isEqualTo(PortHolder.NOBODY);
        table.remove(new SetId(1));
        assertThat(clientPort(UE, 30000)).isEqualTo(PortHolder.NOBODY);
        assertThat(table.size()).isZero();
    }

    @Test
    @Requirement({"tbl-duplicate-port", "nat-duplicate-server-port"})
    void aPortOfAnotherUserAtTheAddressIsToldFromOnesOwn() {
        UeKey neighbour = new UeKey(UE, "neighbour");
        table.add(set(1, UE, 30000, 6061));
        assertThat(table.holderOfClientPort(neighbour, 30000, Set.of()))
                .isEqualTo(PortHolder.ANOTHER_USER);
        assertThat(table.holderOfServerPort(neighbour, 31000, Set.of()))
                .isEqualTo(PortHolder.ANOTHER_USER);
        assertThat(table.holderOfServerPort(new UeKey(UE, "user"), 31000, Set.of()))
                .isEqualTo(PortHolder.SAME_USER);
        assertThat(table.holderOfServerPort(neighbour, 31001, Set.of()))
                .isEqualTo(PortHolder.NOBODY);
        assertThat(table.holderOfServerPort(new UeKey(OTHER, "neighbour"), 31000, Set.of()))
                .isEqualTo(PortHolder.NOBODY);
        table.remove(new SetId(1));
        assertThat(table.holderOfServerPort(neighbour, 31000, Set.of()))
                .isEqualTo(PortHolder.NOBODY);
    }

    private PortHolder clientPort(InetAddress ue, int port) {
        return table.holderOfClientPort(new UeKey(ue, "user"), port, Set.of());
    }

    @Test
    void portPcIsUniqueForAUePortAndFourPortsServeAnyNumberOfUes() {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < POOL.size(); i++) {
            int port = table.freeClientPort(UE, 31000, POOL).orElseThrow();
            table.add(set(i, UE, 30000 + i, port));
            given.add(port);
        }
        assertThat(given).containsExactlyInAnyOrderElementsOf(POOL);
        assertThat(table.freeClientPort(UE, 31000, POOL)).isEmpty();
        assertThat(table.freeClientPort(UE, 31001, POOL)).isPresent();
        assertThat(table.freeClientPort(OTHER, 31000, POOL)).isPresent();
        table.remove(new SetId(2));
        assertThat(table.freeClientPort(UE, 31000, POOL)).isPresent();
    }

    @Test
    void theOldestHalfOpenSetMakesRoomAndAnEstablishedOneNever() {
        for (int i = 1; i <= 3; i++) {
            table.add(set(i, UE, 30000 + i, 6061));
        }
        assertThat(table.oldestHalfOpenAbove(3)).isEmpty();
        assertThat(table.oldestHalfOpenAbove(2)).contains(new SetId(1));
        table.established(new SetId(1));
        assertThat(table.oldestHalfOpenAbove(1)).contains(new SetId(2));
        table.remove(new SetId(2));
        assertThat(table.oldestHalfOpenAbove(1)).isEmpty();
        assertThat(perUser.halfOpen("user")).isEqualTo(1);
    }

    @Test
    @Requirement("tbl-six-sas")
    void theSetsOfAUserAreCountedOverAllTables() {
        SaTable secondShard = new SaTable(perUser);
        table.add(set(1, UE, 30000, 6061));
        secondShard.add(set(2, OTHER, 30000, 6061));
        assertThat(perUser.of("user")).isZero();
        assertThat(perUser.halfOpen("user")).isEqualTo(2);
        table.established(new SetId(1));
        table.established(new SetId(1));
        secondShard.established(new SetId(2));
        assertThat(perUser.of("user")).isEqualTo(2);
        assertThat(perUser.halfOpen("user")).isZero();
        table.remove(new SetId(1));
        table.remove(new SetId(1));
        secondShard.remove(new SetId(2));
        assertThat(perUser.of("user")).isZero();
    }

    @Test
    @Requirement("tbl-duplicate-port")
    void aClientPortStaysTakenUntilTheLastOfItsSetsIsGone() {
        table.add(set(1, UE, 30000, 6061));
        table.add(set(2, UE, 30000, 6062));
        table.remove(new SetId(1));
        assertThat(clientPort(UE, 30000)).isEqualTo(PortHolder.SAME_USER);
        table.remove(new SetId(2));
        assertThat(clientPort(UE, 30000)).isEqualTo(PortHolder.NOBODY);
    }

    @Test
    void aSetIsHalfOpenUntilItsUserAuthenticatedHimselfAndCountsUntilItIsRemoved() {
        table.add(set(1, UE, 30000, 6061));
        assertThat(table.isHalfOpen(new SetId(1))).isTrue();
        table.established(new SetId(1));
        assertThat(table.isHalfOpen(new SetId(1))).isFalse();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void thePoolGoesRoundSoThatAPortRestsBeforeItsNextUse() {
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < POOL.size(); i++) {
            given.add(table.freeClientPort(UE, 31000, POOL).orElseThrow());
        }
        assertThat(given).containsExactlyInAnyOrderElementsOf(POOL);
        assertThat(table.freeClientPort(UE, 31000, POOL)).hasValue(given.getFirst());
    }

    @Test
    void theOnlyPortOfAPoolIsGivenAgainOnceItIsFree() {
        assertThat(table.freeClientPort(UE, 31000, List.of(6061))).hasValue(6061);
        assertThat(table.freeClientPort(UE, 31000, List.of(6061))).hasValue(6061);
        table.add(set(1, UE, 30000, 6061));
        assertThat(table.freeClientPort(UE, 31000, List.of(6061))).isEmpty();
    }
}
