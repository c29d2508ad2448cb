/** The one shape of every protocol machine: (state, event, time) to (state, effects). */
@NullMarked
package org.gatehouse.ims.core.machine;

import org.jspecify.annotations.NullMarked;
