package org.gatehouse.ims.ue.io;

import java.io.IOException;
import java.net.InetAddress;

/** The UDP port that carries ESP can't be had, so there can be no IPsec at this address. */
public final class EspUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    EspUnavailableException(InetAddress address, int port, IOException cause) {
        super(
                "UDP port "
                        + port
                        + " of "
                        + address.getHostAddress()
                        + " for ESP: "
                        + cause.getMessage()
                        + " (expected: a free port; another UE or an IKE daemon may hold it, choose"
                        + " another --local address)",
                cause);
    }
}
