package org.gatehouse.ims.core.sip.stream;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipMessage;

/** Who sends and receives over connections. Called on network threads; hands over to a shard. */
public interface StreamUser {
    /** The octets of a message, to be read with {@link SipMessage#parseStreamed}. */
    void received(Flow flow, byte[] octets);

    /** A message that found no connection, or one whose peer does not read. */
    void unsent(SipMessage message, Flow flow);
}
