/**
 * The standards' functions one at a time, from the command line and in batches: AKA, digest, ESP,
 * SIP messages, security agreement. A {@link org.gatehouse.ims.ue.tools.Tool} is a function over
 * named texts; {@link org.gatehouse.ims.ue.tools.ToolCommand} makes a command of it.
 */
@NullMarked
package org.gatehouse.ims.ue.tools;

import org.jspecify.annotations.NullMarked;
