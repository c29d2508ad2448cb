package org.gatehouse.ims.ue.message;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;

/** All that the UE chooses at random. */
public final class Dice {
    /** SPIs have 10 digits on the wire (TS 33.203 Annex H); these need no leading zeros. */
    private static final long FIRST_SPI = 1_000_000_000L;

    /** Below are the well-known ports (RFC 6335 clause 6). */
    private static final int FIRST_PORT = 1024;

    private static final int PORTS = 65_536;

    /** "different from the standard SIP ports 5060 and 5061" (TS 33.203 clause 7.1). */
    private static final Set<Integer> SIP_PORTS = Set.of(5060, 5061);

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
     * @param keptServerPort port_us of the standing registration, or 0: "the protected server ports
     *     ... shall remain unchanged" (TS 33.203 clause 7.4)
     */
    public Offer offer(List<Held> held, int keptServerPort) {
        Set<Spi> spis = spisOf(held);
        Spi client = spi(spis);
        spis.add(client);
        Spi server = spi(spis);
        Set<Integer> ports = portsOf(held);
        int serverPort = keptServerPort != 0 ? keptServerPort : port(ports);
        ports.add(serverPort);
        int clientPort = port(ports);
        SecurityList list =
                SecurityList.client(
                        profile.algorithms(),
                        profile.modes(),
                        new SpisAndPorts(client, server, clientPort, serverPort));
        return new Offer(
                new SpiPair(client, server),
                new PortPair(clientPort, serverPort),
                List.of(list.format()));
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
    private Spi spi(Set<Spi> taken) {
        while (true) {
            Spi spi = new Spi(random.nextLong(FIRST_SPI, Spi.MAX + 1));
            if (!taken.contains(spi)) {
                return spi;
            }
        }
    }

    /**
     * "the selected numbers for the protected ports do not correspond to an entry in the SA_table",
     * and "the UE randomly selects the number of the protected port from a sufficiently large set"
     * (TS 33.203 clause 7.1 rule 6).
     */
    private int port(Set<Integer> taken) {
        while (true) {
            int port = random.nextInt(FIRST_PORT, PORTS);
            if (!taken.contains(port)) {
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
        Set<Integer> ports = new HashSet<>(SIP_PORTS);
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
