package org.gatehouse.ims.core.diameter.peer;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom a node that listens talks to. A name proves nothing without TLS, so an address weighs more:
 * where both are listed, both have to match.
 *
 * @param addresses where peers may connect from; empty: anywhere
 * @param hosts Origin-Hosts that they may have, in lower case; empty: any
 */
public record AllowedPeers(Set<InetAddress> addresses, Set<String> hosts) {
    /** All the world: for simulations, and for networks that nobody else can reach. */
    public static final AllowedPeers ANYONE = new AllowedPeers(Set.of(), Set.of());

    public AllowedPeers {
        addresses = Set.copyOf(addresses);
        hosts = Set.copyOf(hosts);
    }

    public static AllowedPeers of(Collection<InetAddress> addresses, Collection<String> hosts) {
        return new AllowedPeers(
                Set.copyOf(addresses),
                hosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether a peer may connect from an address. */
    public boolean mayConnectFrom(InetAddress address) {
        return addresses.isEmpty() || addresses.contains(address);
    }

    boolean mayBe(String originHost) {
        return hosts.isEmpty() || hosts.contains(originHost.toLowerCase(Locale.ROOT));
    }
}
