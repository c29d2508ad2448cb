/** How registrations and sets end, for logs and metrics. */
@NullMarked
package org.gatehouse.ims.pcscf.outcome;

import org.jspecify.annotations.NullMarked;
