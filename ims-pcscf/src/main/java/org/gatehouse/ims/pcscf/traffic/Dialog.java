package org.gatehouse.ims.pcscf.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.jspecify.annotations.Nullable;

/**
 * The way of a UE's requests within a dialogue.
 *
 * @param route values of Route behind the P-CSCF's own
 * @param target Contact of the other side: where they go if the route is empty, because the S-CSCF
 *     itself is the other side; null if it gave none
 */
public record Dialog(List<String> route, @Nullable String target) {
    public Dialog {
        route = List.copyOf(route);
    }

    Optional<InetSocketAddress> nextHop() {
        if (!route.isEmpty()) {
            return NextHop.ofValue(route.getFirst());
        }
        return target == null ? Optional.empty() : NextHop.of(target);
    }

    static @Nullable String targetOf(SipMessage message) {
        try {
            List<NameAddress> contacts = message.contacts();
            return contacts.isEmpty() ? null : contacts.getFirst().uri();
        } catch (SipParseException e) {
            return null;
        }
    }
}
