package org.gatehouse.ims.core.ipsec;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * Gives out the SPIs of one shard's inbound SAs. An SPI modulo the number of shards is the shard,
 * so that a socket shared by all finds the shard by the SPI alone. Belongs to one shard.
 */
public final class SpiAllocator {
    /** "spivalue = 10DIGIT": from here on an SPI has 10 digits without leading zeros. */
    public static final long FIRST = 1_000_000_000L;

    private final int shard;
    private final int shards;
    private final RandomGenerator random;
    private final Set<Spi> inUse = new HashSet<>();

    public SpiAllocator(int shard, int shards, RandomGenerator random) {
        if (shards < 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException(
                    "shard: " + shard + " of " + shards + " (expected: 0 to count - 1)");
        }
        this.shard = shard;
        this.shards = shards;
        this.random = random;
    }

    /**
     * Takes two SPIs that are neither in use nor to be avoided: "The P-CSCF shall define the SPIs
     * such that they are unique and different from any SPIs as received in the Security-setup-line
     * from the UE" (TS 33.203 clause 7.2).
     *
     * @param avoid all SPIs that the peer sent; at a UE also those of its outbound SAs
     */
    public SpiPair reserve(Set<Spi> avoid) {
        return new SpiPair(next(avoid), next(avoid));
    }

    /** Takes SPIs out that are not to be given out: somebody may still send to them. */
    public void takeOut(Set<Spi> spis) {
        inUse.addAll(spis);
    }

    /** Gives SPIs back once their SAs are gone; others are ignored. */
    public void release(SpiPair spis) {
        inUse.remove(spis.client());
        inUse.remove(spis.server());
    }

    public boolean isInUse(Spi spi) {
        return inUse.contains(spi);
    }

    /** How many SPIs are given out. */
    public int count() {
        return inUse.size();
    }

    /** The shard that gave out an SPI. */
    public static int shardOf(Spi spi, int shards) {
        return (int) (spi.value() % shards);
    }

    /**
     * The shard of a datagram of UDP port 4500: that of its SPI; the first for a keep-alive or
     * whatever else is too short to have one.
     */
    public static int shardOf(byte[] datagram, int shards) {
        if (datagram.length < 4) {
            return 0;
        }
        return shardOf(spiOf(datagram), shards);
    }

    /** The first four octets of a packet that has them. */
    static Spi spiOf(byte[] datagram) {
        return Spi.ofInt(
                (datagram[0] & 0xFF) << 24
                        | (datagram[1] & 0xFF) << 16
                        | (datagram[2] & 0xFF) << 8
                        | (datagram[3] & 0xFF));
    }

    private Spi next(Set<Spi> avoid) {
        long first = (FIRST + shards - 1 - shard) / shards;
        long end = (Spi.MAX - shard) / shards + 1;
        while (true) {
            Spi spi = new Spi(random.nextLong(first, end) * shards + shard);
            if (!avoid.contains(spi) && inUse.add(spi)) {
                return spi;
            }
        }
    }
}
