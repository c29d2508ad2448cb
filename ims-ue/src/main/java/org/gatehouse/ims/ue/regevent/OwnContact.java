package org.gatehouse.ims.ue.regevent;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;

/** What a document says of this UE's own contact. */
final class OwnContact {
    private OwnContact() {}

    /**
     * The contact as the first registration has it in which it is active, else as the first has it
     * at all: a UE is deregistered when all its identities are.
     *
     * @param own addresses of it
     */
    static Optional<Contact> in(RegInfo info, Set<InetSocketAddress> own) {
        List<Contact> mine =
                info.registrations().stream()
                        .flatMap(registration -> registration.contacts().stream())
                        .filter(contact ->
                                NextHop.of(contact.uri()).filter(own::contains).isPresent())
                        .toList();
        return mine.stream()
                .filter(Contact::isActive)
                .findFirst()
                .or(() -> mine.stream().findFirst());
    }
}
