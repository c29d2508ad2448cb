/** ESP (RFC 2406) as TS 33.203 uses it: keys, sealing, opening, replay window, inner packets. */
@NullMarked
package org.gatehouse.ims.core.esp;

import org.jspecify.annotations.NullMarked;
