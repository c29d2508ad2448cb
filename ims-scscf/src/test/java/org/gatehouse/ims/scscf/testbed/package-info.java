/** What the tests of the S-CSCF and I-CSCF share. */
@NullMarked
package org.gatehouse.ims.scscf.testbed;

import org.jspecify.annotations.NullMarked;
