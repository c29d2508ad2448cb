package org.gatehouse.ims.ue.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;

/** Told what a UE does. Called on its shard. */
public interface UeListener {
    UeListener NONE = new UeListener() {};

    /** A procedure ended, or a registration was lost. */
    default void ended(Instant at, Outcome outcome) {}

    /** The UE can't go on: its ISIM failed. */
    default void broken(String reason) {}

    /** The UE can't go on: a set could not be installed. */
    default void ipsecFailed(String reason) {}

    /** A SIP message went out or came in. */
    default void message(Instant at, boolean sent, Flow flow, byte[] message) {}

    /** An ESP packet of IP protocol 50 went out or came in. */
    default void ipPacket(Instant at, InetAddress source, InetAddress destination, byte[] esp) {}

    /** An outer datagram, bare SIP or ESP inside UDP, went out or came in. */
    default void packet(
            Instant at, InetSocketAddress source, InetSocketAddress destination, byte[] payload) {}

    /** New SAs are in use, with their keys. */
    default void installed(AssociationSet set) {}

    /** A request other than REGISTER came, and was answered with 200. */
    default void requested(Instant at, SipRequest request) {}

    /** A request of this UE got its final answer; null: nobody answered. */
    default void answered(Instant at, SipRequest request, @Nullable SipResponse response) {}

    /** A request could not be sent. */
    default void unsent(Outgoing outgoing, String reason) {}

    /** A message was not taken. */
    default void discarded(String reason) {}
}
