/** The P-CSCF on a network: sockets, shards, effects. */
@NullMarked
package org.gatehouse.ims.pcscf.io;

import org.jspecify.annotations.NullMarked;
