/**
 * TCP inside ESP for engine {@code user}: the kernel's TCP on a TUN device, whose segments go to
 * and come from the SAs.
 */
@NullMarked
package org.gatehouse.ims.core.ipsec.inner;

import org.jspecify.annotations.NullMarked;
