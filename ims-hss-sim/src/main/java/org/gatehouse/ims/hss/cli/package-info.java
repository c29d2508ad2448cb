/** The hss command. */
@NullMarked
package org.gatehouse.ims.hss.cli;

import org.jspecify.annotations.NullMarked;
