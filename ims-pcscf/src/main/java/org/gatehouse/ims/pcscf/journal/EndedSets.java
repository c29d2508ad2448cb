package org.gatehouse.ims.pcscf.journal;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * Sets that ended because the P-CSCF was restarted: their UEs may go on sending to them for a
 * while. Read by all shards, changed by none.
 */
public final class EndedSets {
    public static final EndedSets NONE = new EndedSets(List.of());

    private static final int SPI_OCTETS = 4;

    private final Collection<JournalEntry> entries;
    private final Map<Spi, JournalEntry> bySpi = new HashMap<>();

    EndedSets(Collection<JournalEntry> entries) {
        this.entries = List.copyOf(entries);
        for (JournalEntry entry : entries) {
            bySpi.put(entry.own().spiC(), entry);
            bySpi.put(entry.own().spiS(), entry);
        }
    }

    public Collection<JournalEntry> entries() {
        return entries;
    }

    /** Inbound SPIs that are not to be given out again: what comes for them is meant for others. */
    public Set<Spi> spis() {
        return Set.copyOf(bySpi.keySet());
    }

    /** The set that an ESP packet was sent to, if it is one of these. */
    public Optional<JournalEntry> addressedBy(byte[] packet) {
        if (bySpi.isEmpty() || packet.length < SPI_OCTETS) {
            return Optional.empty();
        }
        return Optional.ofNullable(bySpi.get(Spi.ofInt(ByteBuffer.wrap(packet).getInt())));
    }
}
