/** The REGISTERs of a UE, and what it reads from their answers. */
@NullMarked
package org.gatehouse.ims.ue.message;

import org.jspecify.annotations.NullMarked;
