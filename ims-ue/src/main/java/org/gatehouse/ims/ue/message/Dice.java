package org.gatehouse.ims.ue.message;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;
import org.gatehouse.ims.ue.shape.Numbers;
import org.gatehouse.ims.ue.shape.Range;
import org.jspecify.annotations.Nullable;

/** All that the UE chooses at random. */
public final class Dice {
    private static final int PORTS = 65_536;

    /** Numbers of a profile's range that are tried before any other is taken. */
    private static final int MOST_DRAWS = 1_000;

    private static final Range ALL_SPIS = new Range(1_000_000_000L, Spi.MAX);

    /** Below are the well-known ports (RFC 6335 clause 6). */
    private static final Range ALL_PORTS = new Range(1024, PORTS - 1);

    /** "different from the standard SIP ports 5060 and 5061" (TS 33.203 clause 7.1). */
    public static final Set<Integer> SIP_PORTS = Set.of(5060, 5061);

    private final Profile profile;
    private final RandomGenerator random;

    public Dice(Profile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    /**
     * SPI_U and Port_U for a Security-Client.
     *
     * @param held all sets the UE holds
     * @param last an offer that led nowhere, whose ports may be another UE's; null at first
     * @param keptServerPort port_us of the standing registration, or 0: "the protected server ports
     *     ... shall remain unchanged" (TS 33.203 clause 7.4)
     */
    public Offer offer(List<Held> held, @Nullable Offer last, int keptServerPort) {
        SpiPair spis = spis(spisOf(held));
        Set<Integer> taken = portsOf(held);
        if (last != null) {
            taken.add(last.ports().client());
            taken.add(last.ports().server());
        }
        PortPair ports = ports(taken, keptServerPort);
        SpisAndPorts own =
                new SpisAndPorts(spis.client(), spis.server(), ports.client(), ports.server());
        return new Offer(
                spis,
                ports,
                profile.shape().offering().client(profile.algorithms(), profile.modes(), own));
    }

    /** "z9hG4bK" starts every branch (RFC 3261 clause 8.1.1.7). */
    public String branch() {
        return "z9hG4bK" + token();
    }

    /** 16 hex digits for a tag, a cnonce, a branch. */
    public String token() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /**
     * "The UE shall select the SPIs uniquely, and different from any SPIs that might be used in any
     * existing SAs (i.e. inbound and outbound SAs)" (TS 33.203 clause 7.1).
     */
    private SpiPair spis(Set<Spi> taken) {
        Numbers numbers = profile.shape().numbers();
        Range range = numbers.spis();
        for (int draw = 0; ; draw++) {
            Range from = draw < MOST_DRAWS ? range : ALL_SPIS;
            Spi client = new Spi(random.nextLong(from.first(), from.last() + 1));
            if (taken.contains(client)) {
                continue;
            }
            long server =
                    switch (numbers.spiS()) {
                        case ANY -> random.nextLong(from.first(), from.last() + 1);
                        case NEXT -> client.value() + 1;
                        case PREVIOUS -> client.value() - 1;
                    };
            boolean fits = server >= Spi.FIRST_UNRESERVED && server <= Spi.MAX;
            if (fits && server != client.value() && !taken.contains(new Spi(server))) {
                return new SpiPair(client, new Spi(server));
            }
        }
    }

    /** Port_U: one port for both never, and the neighbour of port_us where the profile says so. */
    private PortPair ports(Set<Integer> taken, int keptServerPort) {
        Numbers numbers = profile.shape().numbers();
        int server =
                keptServerPort == 0 || numbers.newServerPort()
                        ? port(numbers.serverPorts(), taken)
                        : keptServerPort;
        taken.add(server);
        int beside =
                switch (numbers.portC()) {
                    case ANY -> 0;
                    case NEXT -> server + 1;
                    case PREVIOUS -> server - 1;
                };
        boolean free = beside > 0 && beside < PORTS && !taken.contains(beside);
        return new PortPair(free ? beside : port(numbers.clientPorts(), taken), server);
    }

    /**
     * "the selected numbers for the protected ports do not correspond to an entry in the SA_table",
     * and "the UE randomly selects the number of the protected port from a sufficiently large set"
     * (TS 33.203 clause 7.1 rule 6): where a profile's set is used up, another number is better
     * than none.
     */
    private int port(Range range, Set<Integer> taken) {
        boolean one = range.first() == range.last();
        for (int draw = 0; ; draw++) {
            Range from = draw < MOST_DRAWS ? range : ALL_PORTS;
            int port = random.nextInt((int) from.first(), (int) from.last() + 1);
            // a phone that always takes 5060 does so whatever clause 7.1 says
            boolean allowed = !SIP_PORTS.contains(port) || (one && draw < MOST_DRAWS);
            if (allowed && !taken.contains(port)) {
                return port;
            }
        }
    }

    private static Set<Spi> spisOf(List<Held> held) {
        Set<Spi> spis = new HashSet<>();
        for (SaTable.Row row : SaTable.rows(held)) {
            spis.add(row.spi());
        }
        return spis;
    }

    /**
     * "No unprotected messages shall be sent from or received on the ports port_us and port_uc".
     */
    private Set<Integer> portsOf(List<Held> held) {
        Set<Integer> ports = new HashSet<>();
        ports.add(profile.addresses().local().getPort());
        ports.add(profile.addresses().localEsp().getPort());
        for (Held each : held) {
            AssociationSet.End ue = each.set().local();
            ports.add(ue.ports().client());
            ports.add(ue.ports().server());
        }
        return ports;
    }
}
