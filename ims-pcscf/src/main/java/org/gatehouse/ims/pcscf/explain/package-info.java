/** What the P-CSCF remembers, so that it can say afterwards what happened and why. No secrets. */
@NullMarked
package org.gatehouse.ims.pcscf.explain;

import org.jspecify.annotations.NullMarked;
