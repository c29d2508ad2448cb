/** What the command lines of all daemons share. */
@NullMarked
package org.gatehouse.ims.core.cli;

import org.jspecify.annotations.NullMarked;
