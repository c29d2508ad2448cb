/**
 * What the HSS sends to the S-CSCF that serves a user (TS 29.228 clauses 6.1.3 and 6.2): the end of
 * a registration, and a new profile. The two seams, the requests, and their form on the wire.
 */
@NullMarked
package org.gatehouse.ims.core.diameter.cx.push;

import org.jspecify.annotations.NullMarked;
