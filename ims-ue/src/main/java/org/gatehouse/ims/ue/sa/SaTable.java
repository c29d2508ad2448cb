package org.gatehouse.ims.ue.sa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * The SA_table of the UE (TS 33.203 clause 7.1 rule 5): the set of the latest success and the one
 * before it, which serves until the P-CSCF uses the new one. The set of an unfinished procedure is
 * with the state that waits for its confirmation.
 *
 * @param current the set that later messages go over
 * @param old the set before it, or null when it is gone
 * @param heard whether a message other than SM12 came over the current set
 */
public record SaTable(Held current, @Nullable Held old, boolean heard) {
    /** As it is after SM12. */
    public SaTable(Held current, @Nullable Held old) {
        this(current, old, false);
    }

    /** One unidirectional SA, as rule 5 of TS 33.203 clauses 7.1 and M.7.1 lists it. */
    public record Row(
            SetId set,
            String ueAddress,
            int uePort,
            int pcscfPort,
            Spi spi,
            Instant expires,
            IpsecMode mode,
            boolean inbound) {}

    public List<Held> sets() {
        return old == null ? List.of(current) : List.of(current, old);
    }

    /** The rows of some sets: two inbound and two outbound SAs each. */
    public static List<Row> rows(List<Held> sets) {
        List<Row> rows = new ArrayList<>();
        for (Held held : sets) {
            AssociationSet set = held.set();
            AssociationSet.End ue = set.local();
            AssociationSet.End pcscf = set.remote();
            int us = ue.ports().server();
            int uc = ue.ports().client();
            int ps = pcscf.ports().server();
            int pc = pcscf.ports().client();
            rows.add(row(held, us, pc, ue.spis().server(), true));
            rows.add(row(held, uc, ps, ue.spis().client(), true));
            rows.add(row(held, uc, ps, pcscf.spis().server(), false));
            rows.add(row(held, us, pc, pcscf.spis().client(), false));
        }
        return rows;
    }

    private static Row row(Held held, int uePort, int pcscfPort, Spi spi, boolean inbound) {
        AssociationSet set = held.set();
        String address = HostPort.text(set.local().address());
        return new Row(
                set.id(), address, uePort, pcscfPort, spi, held.expires(), set.mode(), inbound);
    }

    /** The later end of all lifetimes in the table. */
    public Instant latestExpiry() {
        return old != null && old.expires().isAfter(current.expires())
                ? old.expires()
                : current.expires();
    }

    public SaTable withoutOld() {
        return new SaTable(current, null, heard);
    }

    /** A message came over the current set. */
    public SaTable whenHeard() {
        return new SaTable(current, old, true);
    }

    /** One transaction more, or less, over a set; the same where the set is not in the table. */
    public SaTable withTransactions(SetId set, int change) {
        if (current.id().equals(set)) {
            return new SaTable(current.withTransactions(change), old, heard);
        }
        return old != null && old.id().equals(set)
                ? new SaTable(current, old.withTransactions(change), heard)
                : this;
    }
}
