/**
 * HTTP digest (RFC 7616) with AKA (RFC 3310, RFC 4169) as IMS uses it: challenges and credentials
 * that keep their text as received, the response, and its check.
 */
@NullMarked
package org.gatehouse.ims.core.digest;

import org.jspecify.annotations.NullMarked;
