/** All that the S-CSCF knows and does about one IMPI: authentication and registrar put together. */
@NullMarked
package org.gatehouse.ims.scscf.subscriber;

import org.jspecify.annotations.NullMarked;
