package org.gatehouse.ims.core.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as URIs and Via fields write them. */
public final class HostPort {
    private HostPort() {}

    /** {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}, without a zone. */
    public static String of(InetSocketAddress address) {
        return host(address.getAddress()) + ":" + address.getPort();
    }

    /** {@code 192.0.2.1} or {@code [2001:db8::1]}, without a zone. */
    public static String host(InetAddress address) {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
    }
}
