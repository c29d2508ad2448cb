/** Tests of trace. */
@NullMarked
package org.gatehouse.ims.core.trace;

import org.jspecify.annotations.NullMarked;
