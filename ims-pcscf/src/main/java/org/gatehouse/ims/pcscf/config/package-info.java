/** Settings of the P-CSCF. */
@NullMarked
package org.gatehouse.ims.pcscf.config;

import org.jspecify.annotations.NullMarked;
