/** Commands of the home-network CSCFs. */
@NullMarked
package org.gatehouse.ims.scscf.cli;

import org.jspecify.annotations.NullMarked;
