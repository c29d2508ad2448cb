/** Rules that hold for the code of all modules. */
@NullMarked
package org.gatehouse.ims.ue.quality;

import org.jspecify.annotations.NullMarked;
