package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * Engine {@code user}, carrier {@code udp}: ESP in Java, tunnel mode inside UDP (RFC 3948). Belongs
 * to one shard; opens no socket.
 */
public final class UserIpsec implements Ipsec {
    public UserIpsec(
            Shard shard,
            EspSender sender,
            Receiver receiver,
            IpsecListener listener,
            PacketTap tap) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void install(AssociationSet set) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(SetId set) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean send(SetId set, byte[] sip) {
        throw new UnsupportedOperationException();
    }

    /** Takes one datagram of the ESP socket. Only to be called on the shard. */
    public void received(
            InetSocketAddress outerFrom, InetSocketAddress outerLocal, byte[] datagram) {
        throw new UnsupportedOperationException();
    }

    /** Sends a NAT keep-alive: "a single octet with the value 0xFF" (RFC 3948 clause 2.3). */
    public boolean sendKeepAlive(SetId set) {
        throw new UnsupportedOperationException();
    }

    /** Every SPI of the sets in use, inbound and outbound: a UE takes none of them again. */
    public Set<Spi> spisInUse() {
        throw new UnsupportedOperationException();
    }

    public Optional<SetStatistics> statistics(SetId set) {
        throw new UnsupportedOperationException();
    }

    /** Drops of packets that named no SA of ours. */
    public Map<DropReason, Long> dropsWithoutSet() {
        throw new UnsupportedOperationException();
    }

    /** The four SAs of a set, without keys; empty if there is no such set. */
    public List<SecurityAssociation> associations(SetId set) {
        throw new UnsupportedOperationException();
    }

    /**
     * The keys of a set in clear: only for {@code --esp-sa}, which its user asked for with a
     * warning. They are wiped with the set.
     */
    public Optional<EspKeys> revealKeys(SetId set) {
        throw new UnsupportedOperationException();
    }
}
