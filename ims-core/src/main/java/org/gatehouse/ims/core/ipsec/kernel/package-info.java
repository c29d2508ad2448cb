/**
 * Engine {@code kernel}: the association sets as states and policies of Linux (XFRM). Messages and
 * rules are values; {@link org.gatehouse.ims.core.ipsec.kernel.Netlink} alone talks to the kernel.
 */
@NullMarked
package org.gatehouse.ims.core.ipsec.kernel;

import org.jspecify.annotations.NullMarked;
