/** REGISTER and its answers at the edge: what is read of them, and what is changed in them. */
@NullMarked
package org.gatehouse.ims.pcscf.register;

import org.jspecify.annotations.NullMarked;
