/** The pcscf command. */
@NullMarked
package org.gatehouse.ims.pcscf.cli;

import org.jspecify.annotations.NullMarked;
