package org.gatehouse.ims.hss.cx;

import java.util.Set;

/**
 * What the operator allows.
 *
 * @param visitedNetworks networks from which users may register; empty: any
 * @param unregisteredServices whether users have services while they are not registered, a mailbox
 *     for example
 * @param capabilities what an S-CSCF has to be able to do
 */
public record HssPolicy(
        Set<String> visitedNetworks,
        boolean unregisteredServices,
        ServerCapabilities capabilities) {
    /** Users may register from anywhere. */
    public static final HssPolicy OPEN = new HssPolicy(Set.of(), false, ServerCapabilities.NONE);

    public HssPolicy {
        visitedNetworks = Set.copyOf(visitedNetworks);
    }

    boolean allowsRoaming(String visitedNetwork) {
        return visitedNetworks.isEmpty() || visitedNetworks.contains(visitedNetwork);
    }
}
