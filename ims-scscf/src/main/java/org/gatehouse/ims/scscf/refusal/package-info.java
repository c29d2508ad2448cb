/** Why a request is not served, who erred, and the SIP status that says so. */
@NullMarked
package org.gatehouse.ims.scscf.refusal;

import org.jspecify.annotations.NullMarked;
