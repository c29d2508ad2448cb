/** What a REGISTER says, read once and bounded. */
@NullMarked
package org.gatehouse.ims.scscf.register;

import org.jspecify.annotations.NullMarked;
