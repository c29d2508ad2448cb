package org.gatehouse.ims.scscf.regevent;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * One subscription and its dialogue (RFC 3265 clause 3.3.4).
 *
 * @param local From of NOTIFYs, with the own tag
 * @param remote To of NOTIFYs, with the subscriber's tag
 * @param contact URI of the subscriber
 * @param route values of Route of NOTIFYs
 * @param event Event of NOTIFYs
 * @param heard CSeq number of the subscriber's last request
 * @param sent CSeq number of the last NOTIFY; the version of its document is one less
 */
public record Subscription(
        Watched watched,
        String callId,
        String ownTag,
        String remoteTag,
        String local,
        String remote,
        String contact,
        List<String> route,
        String event,
        long heard,
        long sent,
        Instant expiresAt) {
    public Subscription {
        route = List.copyOf(route);
    }

    /** One that a SUBSCRIBE begins. */
    static Subscription begun(
            SubscribeRequest request, Watched watched, String ownTag, Instant expiresAt) {
        SipRequest sip = request.sip();
        NameAddress local = sip.to();
        return new Subscription(
                watched,
                sip.callId(),
                ownTag,
                String.valueOf(sip.from().tag()),
                local.withParam("tag", ownTag).toString(),
                sip.from().toString(),
                request.contact(),
                request.route(),
                request.event(),
                sip.cseq().number(),
                0,
                expiresAt);
    }

    /** Whether a request of the subscriber is in this dialogue. */
    boolean isDialogOf(SipRequest request) {
        return callId.equals(request.callId())
                && ownTag.equals(request.to().tag())
                && remoteTag.equals(request.from().tag());
    }

    /** Version of the next document. */
    long nextVersion() {
        return sent;
    }

    /** After one more NOTIFY. */
    Subscription notified() {
        return new Subscription(
                watched, callId, ownTag, remoteTag, local, remote, contact, route, event, heard,
                sent + 1, expiresAt);
    }

    /** After a SUBSCRIBE in the dialogue. */
    Subscription refreshed(SubscribeRequest request, Instant until) {
        return new Subscription(
                watched,
                callId,
                ownTag,
                remoteTag,
                local,
                remote,
                request.contact(),
                route,
                event,
                request.sip().cseq().number(),
                sent,
                until);
    }
}
