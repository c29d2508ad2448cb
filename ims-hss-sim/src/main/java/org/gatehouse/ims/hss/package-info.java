/** HSS simulator: subscribers, authentication centre and Cx server. */
@NullMarked
package org.gatehouse.ims.hss;

import org.jspecify.annotations.NullMarked;
