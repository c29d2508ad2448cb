/** The tools, as they are called. */
@NullMarked
package org.gatehouse.ims.ue.tools;

import org.jspecify.annotations.NullMarked;
