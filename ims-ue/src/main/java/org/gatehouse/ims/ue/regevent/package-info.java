/**
 * The UE's subscription to its own registration (TS 24.229 clauses 5.1.1.3, 5.1.1.5A and 5.1.1.7):
 * what the network says of it, and what the UE does then.
 */
@NullMarked
package org.gatehouse.ims.ue.regevent;

import org.jspecify.annotations.NullMarked;
