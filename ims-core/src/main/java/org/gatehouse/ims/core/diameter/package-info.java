/** Diameter base protocol (RFC 6733): messages, attribute-value pairs, and the peer machine. */
@NullMarked
package org.gatehouse.ims.core.diameter;

import org.jspecify.annotations.NullMarked;
