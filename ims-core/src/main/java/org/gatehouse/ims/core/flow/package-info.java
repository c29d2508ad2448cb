/** Where a message came from and goes to, and whether an association set protects it. */
@NullMarked
package org.gatehouse.ims.core.flow;

import org.jspecify.annotations.NullMarked;
