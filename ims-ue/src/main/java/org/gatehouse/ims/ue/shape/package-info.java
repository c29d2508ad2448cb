/** How a UE writes and behaves: that of a phone model, as data that people can extend. */
@NullMarked
package org.gatehouse.ims.ue.shape;

import org.jspecify.annotations.NullMarked;
