package org.gatehouse.ims.scscf.regevent;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfoXml;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Notify;

/** Writes NOTIFYs. */
public final class NotifyWriter {
    private NotifyWriter() {}

    /**
     * The whole request.
     *
     * @param own value of Contact
     */
    public static SipRequest write(Notify notify, String via, String own) {
        Subscription subscription = notify.subscription();
        RequestEditor request =
                SipRequest.building("NOTIFY", subscription.contact())
                        .add("Via", via)
                        .add("Max-Forwards", "70");
        subscription.route().forEach(value -> request.add("Route", value));
        return request.add("From", subscription.local())
                .add("To", subscription.remote())
                .add("Call-ID", subscription.callId())
                .add("CSeq", subscription.sent() + " NOTIFY")
                .add("Contact", own)
                .add("Event", subscription.event())
                .add("Subscription-State", notify.state())
                .body(RegInfo.TYPE, RegInfoXml.write(notify.info()).getBytes(UTF_8))
                .build();
    }
}
