/** What the operator decides about registrations. */
@NullMarked
package org.gatehouse.ims.pcscf.policy;

import org.jspecify.annotations.NullMarked;
