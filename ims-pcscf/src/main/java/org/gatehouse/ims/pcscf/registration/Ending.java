package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.table.SetInfo;

/** A set whose use is over; it still answers retransmissions until it goes. */
record Ending(SetInfo info, Instant goes, RemovalReason reason) {}
