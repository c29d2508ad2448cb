/**
 * A lab inside a test: HSS, S-CSCF, I-CSCF, P-CSCF and UEs in this JVM, on loopback or in a
 * simulated network. {@link org.gatehouse.ims.ue.testlab.GatehouseLab} gives it to JUnit tests,
 * {@link org.gatehouse.ims.ue.testlab.TestLab#start} to all others.
 */
@NullMarked
package org.gatehouse.ims.ue.testlab;

import org.jspecify.annotations.NullMarked;
