/** The lab: a whole IMS on loopback, each daemon a process of its own. */
@NullMarked
package org.gatehouse.ims.ue.lab;

import org.jspecify.annotations.NullMarked;
