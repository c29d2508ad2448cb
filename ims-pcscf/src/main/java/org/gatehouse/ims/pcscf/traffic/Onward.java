package org.gatehouse.ims.pcscf.traffic;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.sip.SipRequest;

/** A request of a UE as it goes to the core, all but the own Via, and where it goes. */
public record Onward(SipRequest request, InetSocketAddress next) {}
