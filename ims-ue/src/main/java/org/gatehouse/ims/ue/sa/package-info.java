/** The association sets a UE holds, and its SA_table (TS 33.203 clause 7.1). */
@NullMarked
package org.gatehouse.ims.ue.sa;

import org.jspecify.annotations.NullMarked;
