package org.gatehouse.ims.core.diameter.cx;

import org.gatehouse.ims.core.diameter.LocalPeer;
import org.jspecify.annotations.Nullable;

/**
 * Where Cx requests come from and go to.
 *
 * @param own Origin-Host and Origin-Realm
 * @param destinationRealm Destination-Realm: that of the user's home network
 * @param destinationHost Destination-Host, or null where any HSS of the realm will do
 */
public record CxRoute(LocalPeer own, String destinationRealm, @Nullable String destinationHost) {
    public CxRoute(LocalPeer own, String destinationRealm) {
        this(own, destinationRealm, null);
    }
}
