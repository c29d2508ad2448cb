package org.gatehouse.ims.core.net;

import java.net.InetSocketAddress;

/** Addresses as URIs and Via fields write them. */
public final class HostPort {
    private HostPort() {}

    /** {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}, without a zone. */
    public static String of(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : "[" + plain + "]") + ":" + address.getPort();
    }
}
