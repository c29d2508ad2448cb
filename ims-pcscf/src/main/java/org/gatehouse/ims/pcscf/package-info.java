/** P-CSCF: the Gm edge with sec-agree, security associations and filtering. */
@NullMarked
package org.gatehouse.ims.pcscf;

import org.jspecify.annotations.NullMarked;
