/** Command line of the UE, and the root of all commands. */
@NullMarked
package org.gatehouse.ims.ue.cli;

import org.jspecify.annotations.NullMarked;
