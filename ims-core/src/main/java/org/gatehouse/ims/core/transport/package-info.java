/** Real sockets: the {@link org.gatehouse.ims.core.net.Network} on Netty. */
@NullMarked
package org.gatehouse.ims.core.transport;

import org.jspecify.annotations.NullMarked;
