/** The security mechanism agreement of RFC 3329 with the parameters of TS 33.203 Annex H. */
@NullMarked
package org.gatehouse.ims.core.secagree;

import org.jspecify.annotations.NullMarked;
