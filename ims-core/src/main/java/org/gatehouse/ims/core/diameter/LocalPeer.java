package org.gatehouse.ims.core.diameter;

/**
 * Who we are to our peers.
 *
 * @param host Origin-Host, a fully qualified domain name; peers find us by it
 * @param realm Origin-Realm
 * @param product Product-Name
 * @param originStateId Origin-State-Id: grows at each start, so that peers see a restart
 */
public record LocalPeer(String host, String realm, String product, int originStateId) {
    public LocalPeer {
        if (host.isBlank() || realm.isBlank()) {
            throw new IllegalArgumentException(
                    "Diameter host and realm: '" + host + "', '" + realm + "' (expected: names)");
        }
    }
}
