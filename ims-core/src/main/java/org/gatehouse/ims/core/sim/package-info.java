/**
 * A whole network in one thread: virtual time, shards and a network on it. What runs on real
 * threads and sockets runs here unchanged, and the same seed gives the same run.
 */
@NullMarked
package org.gatehouse.ims.core.sim;

import org.jspecify.annotations.NullMarked;
