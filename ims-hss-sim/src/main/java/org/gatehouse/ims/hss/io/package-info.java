/** Runs the decisions of the HSS on shards, over Diameter and a store. */
@NullMarked
package org.gatehouse.ims.hss.io;

import org.jspecify.annotations.NullMarked;
