/** What can be read afterwards: packets, keys for Wireshark, and the ladder of SIP messages. */
@NullMarked
package org.gatehouse.ims.core.trace;

import org.jspecify.annotations.NullMarked;
