/** Tests of admin. */
@NullMarked
package org.gatehouse.ims.core.admin;

import org.jspecify.annotations.NullMarked;
