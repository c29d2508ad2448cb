/** SIP messages: kept as received, read lazily, edited without touching what no one asked for. */
@NullMarked
package org.gatehouse.ims.core.sip;

import org.jspecify.annotations.NullMarked;
