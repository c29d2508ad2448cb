/**
 * HTTP digest with AKA (RFC 3310) as IMS uses it: challenges and credentials that keep their text
 * as received, the response, and its check.
 */
@NullMarked
package org.gatehouse.ims.core.digest;

import org.jspecify.annotations.NullMarked;
