package org.gatehouse.ims.hss.io;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.hss.store.SubscriberStore;

/**
 * Diameter hosts of S-CSCFs by their SIP names: learnt from the requests in which an S-CSCF names
 * itself, as their Origin-Host is where requests to it go. May be used from any thread.
 */
final class ServerHosts {
    /** S-CSCFs of a home network, and many more. */
    private static final int MOST = 1_000;

    /** Characters: the room that the store has. */
    private static final int LONGEST_NAME = 1_024;

    private static final int LONGEST_HOST = 255;

    private final SubscriberStore store;
    private final Map<String, String> hosts = new ConcurrentHashMap<>();

    ServerHosts(SubscriberStore store) {
        this.store = store;
    }

    void load(Map<String, String> known) {
        hosts.putAll(known);
    }

    void seen(CxRequest request, String originHost) {
        String name =
                switch (request) {
                    case MultimediaAuth mar -> mar.serverName();
                    case ServerAssignment sar -> sar.serverName();
                    default -> "";
                };
        if (name.isEmpty() || name.length() > LONGEST_NAME || originHost.length() > LONGEST_HOST) {
            return;
        }
        boolean room = hosts.size() < MOST || hosts.containsKey(name);
        if (room && !originHost.equals(hosts.put(name, originHost))) {
            store.rememberServer(name, originHost);
        }
    }

    Optional<String> of(String serverName) {
        return Optional.ofNullable(hosts.get(serverName));
    }
}
