/** Settings of the HSS and the subscribers it is provisioned with. */
@NullMarked
package org.gatehouse.ims.hss.config;

import org.jspecify.annotations.NullMarked;
