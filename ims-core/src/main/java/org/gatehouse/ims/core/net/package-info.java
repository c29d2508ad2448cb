/** The seam between protocol code and sockets, real (Netty) or simulated (test kit). */
@NullMarked
package org.gatehouse.ims.core.net;

import org.jspecify.annotations.NullMarked;
