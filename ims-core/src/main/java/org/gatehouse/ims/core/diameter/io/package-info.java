/**
 * Diameter on streams: the effect runner of the peer machine, and the two ends of Cx. Runs on
 * {@link org.gatehouse.ims.core.net.Network} and {@link org.gatehouse.ims.core.runtime.Shards}
 * alone, so on a simulated network too.
 */
@NullMarked
package org.gatehouse.ims.core.diameter.io;

import org.jspecify.annotations.NullMarked;
