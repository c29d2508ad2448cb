/** Who registers, from the command line: typed in, a USIM's, or a card's. */
@NullMarked
package org.gatehouse.ims.ue.cli.subscription;

import org.jspecify.annotations.NullMarked;
