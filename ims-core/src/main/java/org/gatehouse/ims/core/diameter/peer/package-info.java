/**
 * The peer state machine of RFC 6733 clause 5.6 with the watchdog of RFC 3539, for both roles of a
 * connection.
 */
@NullMarked
package org.gatehouse.ims.core.diameter.peer;

import org.jspecify.annotations.NullMarked;
