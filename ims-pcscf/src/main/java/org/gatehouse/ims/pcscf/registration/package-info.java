/** The registration of one UE: security agreement, association sets and their rollover. */
@NullMarked
package org.gatehouse.ims.pcscf.registration;

import org.jspecify.annotations.NullMarked;
