/** Effect runners: they join the machines with sockets, shards and the HSS. */
@NullMarked
package org.gatehouse.ims.scscf.io;

import org.jspecify.annotations.NullMarked;
