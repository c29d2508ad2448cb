package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.gatehouse.ims.core.ipsec.SecurityAssociation;
import org.gatehouse.ims.core.ipsec.SetStatistics;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.jspecify.annotations.Nullable;

/** What the shards show of themselves; read on each shard, put together elsewhere. */
final class ShardViews {
    private ShardViews() {}

    /** Asks every shard; a shard that is too busy to answer fails the whole. */
    static <R> CompletionStage<List<R>> gather(
            Shards shards,
            IntFunction<@Nullable PcscfShard> at,
            Function<PcscfShard, List<R>> view) {
        List<CompletableFuture<List<R>>> parts = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            PcscfShard shard = at.apply(i);
            CompletableFuture<List<R>> part = new CompletableFuture<>();
            parts.add(part);
            boolean asked =
                    shard != null && shards.get(i).offer(() -> part.complete(view.apply(shard)));
            if (!asked) {
                part.completeExceptionally(new IllegalStateException("shard " + i + " is busy"));
            }
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    /** The SA table, a row for each unidirectional SA (TS 33.203 clause 7.1 rule 1). */
    static List<AssociationRow> associations(PcscfShard shard) {
        return shard.users().all().stream()
                .flatMap(user -> associations(shard, user.state).stream())
                .toList();
    }

    private static List<AssociationRow> associations(PcscfShard shard, RegistrationState state) {
        List<AssociationRow> rows = new ArrayList<>();
        for (RegistrationState.SetView set : state.sets()) {
            Map<String, Long> drops =
                    shard.ipsec()
                            .statistics(set.info().id())
                            .map(ShardViews::drops)
                            .orElse(Map.of());
            for (SecurityAssociation sa : shard.ipsec().associations(set.info().id())) {
                rows.add(row(state, set, sa, drops));
            }
        }
        return rows;
    }

    static List<Incident> failures(PcscfShard shard) {
        return shard.log().history().failures();
    }

    /** All of one user on this shard; one part, be it empty. */
    static List<Explanation> explain(PcscfShard shard, String impi) {
        List<Explanation.Place> places = new ArrayList<>();
        for (User user : shard.users().of(impi)) {
            places.add(
                    new Explanation.Place(
                            HostPort.text(user.state.ue().address()),
                            user.state.isRegistered() ? registration(user.state) : null,
                            user.agreement,
                            associations(shard, user.state)));
        }
        Map<String, Long> drops = new TreeMap<>();
        shard.ipsec()
                .dropsWithoutSet()
                .forEach((reason, count) -> drops.put(reason.token(), count));
        return List.of(
                new Explanation(
                        impi,
                        shard.log().now().toString(),
                        places,
                        shard.log().history().of(impi),
                        drops));
    }

    private static AssociationRow row(
            RegistrationState state,
            RegistrationState.SetView set,
            SecurityAssociation sa,
            Map<String, Long> drops) {
        boolean in = sa.direction() == SecurityAssociation.Direction.INBOUND;
        InetSocketAddress ue = in ? sa.source() : sa.destination();
        InetSocketAddress own = in ? sa.destination() : sa.source();
        SetInfo info = set.info();
        return new AssociationRow(
                info.ue().impi(),
                state.impus(),
                set.role().name().toLowerCase(Locale.ROOT),
                info.id().toString(),
                in ? "in" : "out",
                HostPort.text(ue.getAddress()),
                HostPort.text(own.getAddress()),
                sa.spi().value(),
                new AssociationRow.Ports(ue.getPort(), own.getPort()),
                info.algorithms().integrity().token(),
                info.algorithms().encryption().token(),
                info.mode().token(),
                set.expires().toString(),
                sa.packets(),
                drops);
    }

    private static Map<String, Long> drops(SetStatistics statistics) {
        Map<String, Long> drops = new TreeMap<>();
        statistics.drops().forEach((reason, count) -> drops.put(reason.token(), count));
        return drops;
    }

    static List<RegistrationRow> registrations(PcscfShard shard) {
        List<RegistrationRow> rows = new ArrayList<>();
        for (User user : shard.users().all()) {
            if (user.state.isRegistered()) {
                rows.add(registration(user.state));
            }
        }
        return rows;
    }

    private static RegistrationRow registration(RegistrationState state) {
        Optional<Instant> until = state.registeredUntil();
        return new RegistrationRow(
                state.ue().impi(),
                state.impus(),
                HostPort.text(state.ue().address()),
                state.outbound().isPresent(),
                state.serviceRoute(),
                until.map(Instant::toString).orElse(null));
    }
}
