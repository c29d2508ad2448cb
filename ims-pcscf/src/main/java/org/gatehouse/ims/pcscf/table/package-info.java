/** The SA table of clause 7.1 and the ports given out from it. */
@NullMarked
package org.gatehouse.ims.pcscf.table;

import org.jspecify.annotations.NullMarked;
