/** Whether a request that reads well is one to be served: the checks of RFC 3261 8.2 and 16.3. */
@NullMarked
package org.gatehouse.ims.core.sip.check;

import org.jspecify.annotations.NullMarked;
