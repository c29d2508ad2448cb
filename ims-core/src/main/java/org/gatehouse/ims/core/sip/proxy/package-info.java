/** What every proxy of the core does to the requests it passes on (RFC 3261 clause 16). */
@NullMarked
package org.gatehouse.ims.core.sip.proxy;

import org.jspecify.annotations.NullMarked;
