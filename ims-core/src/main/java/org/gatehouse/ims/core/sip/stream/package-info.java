/** SIP over TCP: connections, their limits, and which requests go over them. */
@NullMarked
package org.gatehouse.ims.core.sip.stream;

import org.jspecify.annotations.NullMarked;
