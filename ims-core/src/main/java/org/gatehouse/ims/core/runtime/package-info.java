/** Shards: threads of protocol work, each with its own timers and mailbox. */
@NullMarked
package org.gatehouse.ims.core.runtime;

import org.jspecify.annotations.NullMarked;
