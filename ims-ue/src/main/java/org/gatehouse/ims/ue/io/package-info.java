/**
 * The effect runner of a UE: sockets, transactions, IPsec engine and timers around its registration
 * machine.
 */
@NullMarked
package org.gatehouse.ims.ue.io;

import org.jspecify.annotations.NullMarked;
