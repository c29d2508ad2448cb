/** SIP responses of the S-CSCF. */
@NullMarked
package org.gatehouse.ims.scscf.answer;

import org.jspecify.annotations.NullMarked;
