package org.gatehouse.ims.scscf.routing;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.scscf.refusal.Refusal;

/** What becomes of a request. */
public sealed interface Decision {
    /** It goes on; whoever sends it puts the own Via on top. */
    record Forward(SipRequest request, InetSocketAddress next) implements Decision {}

    record Refuse(Refusal refusal) implements Decision {}
}
