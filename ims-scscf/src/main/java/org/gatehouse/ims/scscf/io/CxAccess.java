package org.gatehouse.ims.scscf.io;

import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.runtime.Shard;

/** The way to the HSS, over Diameter or in memory. */
@FunctionalInterface
public interface CxAccess {
    /** The client of one shard; asked for once a shard. */
    CxClient clientFor(Shard shard);
}
