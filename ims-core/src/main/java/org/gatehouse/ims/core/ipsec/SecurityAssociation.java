package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * One of the four SAs of a set, for people to read; without keys.
 *
 * @param source inner address and port it comes from
 * @param destination inner address and port it goes to
 * @param packets packets sent, or highest sequence number that was authentic
 */
public record SecurityAssociation(
        Direction direction,
        Spi spi,
        InetSocketAddress source,
        InetSocketAddress destination,
        InetSocketAddress outerSource,
        InetSocketAddress outerDestination,
        IntegrityAlgorithm integrity,
        EncryptionAlgorithm encryption,
        IpsecMode mode,
        long packets) {

    /** Seen from this end. */
    public enum Direction {
        INBOUND,
        OUTBOUND
    }
}
