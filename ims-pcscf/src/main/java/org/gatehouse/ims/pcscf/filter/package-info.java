/** What may come in on an unprotected port. */
@NullMarked
package org.gatehouse.ims.pcscf.filter;

import org.jspecify.annotations.NullMarked;
