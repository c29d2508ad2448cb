/** Readers of this machine through PC/SC; native code is loaded when one is asked for. */
@NullMarked
package org.gatehouse.ims.ue.card.io;

import org.jspecify.annotations.NullMarked;
