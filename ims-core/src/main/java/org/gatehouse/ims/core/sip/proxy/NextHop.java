package org.gatehouse.ims.core.sip.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;

/**
 * The address that a SIP URI leads to. Literal addresses alone: core entities name themselves by
 * address, and a name would have to be asked for off the shard.
 */
public final class NextHop {
    private static final int SIP_PORT = 5060;

    private NextHop() {}

    public static Optional<InetSocketAddress> of(SipUri uri) {
        int port = uri.port() < 0 ? SIP_PORT : uri.port();
        return HostPort.literal(uri.host()).map(address -> new InetSocketAddress(address, port));
    }

    /** The same of URI text; empty too for what is no SIP URI. */
    public static Optional<InetSocketAddress> of(String uri) {
        try {
            return of(SipUri.parse(uri));
        } catch (SipParseException noSipUri) {
            return Optional.empty();
        }
    }

    /** The same of a value of Route, Path or Service-Route. */
    public static Optional<InetSocketAddress> ofValue(String value) {
        try {
            return of(NameAddress.parse(value).uri());
        } catch (SipParseException noAddress) {
            return Optional.empty();
        }
    }
}
