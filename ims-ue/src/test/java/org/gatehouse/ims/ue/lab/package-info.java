/** The whole core and many UEs in one JVM, on the simulated network or on loopback. */
@NullMarked
package org.gatehouse.ims.ue.lab;

import org.jspecify.annotations.NullMarked;
