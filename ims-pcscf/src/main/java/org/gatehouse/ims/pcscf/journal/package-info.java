/** What a P-CSCF has to know of itself after a restart, in a file. No keys. */
@NullMarked
package org.gatehouse.ims.pcscf.journal;

import org.jspecify.annotations.NullMarked;
