package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipMessage;

/**
 * The way out: a bare flow leads to a socket, a protected one through its association set. Never
 * blocks and never throws; what can't be sent is lost, as on UDP.
 */
@FunctionalInterface
public interface SipSender {
    void send(SipMessage message, Flow flow);
}
