/** Tests of cli. */
@NullMarked
package org.gatehouse.ims.core.cli;

import org.jspecify.annotations.NullMarked;
