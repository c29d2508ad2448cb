/** What carries ESP at a P-CSCF, and TCP inside it. */
@NullMarked
package org.gatehouse.ims.pcscf.io.esp;

import org.jspecify.annotations.NullMarked;
