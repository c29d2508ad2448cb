package org.gatehouse.ims.ue.io;

import java.io.IOException;
import java.net.InetAddress;
import org.gatehouse.ims.core.net.HostPort;

/** What carries ESP can't be had, so there can be no IPsec of that mode at this address. */
public final class EspUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Protocol 50; the cause says what was wrong and what is expected. */
    EspUnavailableException(IOException cause) {
        super("--ipsec ip: " + cause.getMessage(), cause);
    }

    private EspUnavailableException(String message, IOException cause) {
        super(message, cause);
    }

    /** TCP inside ESP; the cause says what was wrong and what is expected. */
    static EspUnavailableException ofTcp(IOException cause) {
        return new EspUnavailableException(
                "TCP inside ESP: " + cause.getMessage() + "; or --transport udp", cause);
    }

    EspUnavailableException(InetAddress address, int port, IOException cause) {
        super(
                "UDP port "
                        + port
                        + " of "
                        + HostPort.text(address)
                        + " for ESP: "
                        + cause.getMessage()
                        + " (expected: a free port; another UE or an IKE daemon may hold it, choose"
                        + " another --local address)",
                cause);
    }
}
