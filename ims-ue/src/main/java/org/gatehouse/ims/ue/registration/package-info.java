/**
 * Registration with IMS AKA and security mechanism agreement as the UE does it (TS 33.203 clauses
 * 6.1, 7 and Annex H): a machine without sockets, clock or keys of its own.
 */
@NullMarked
package org.gatehouse.ims.ue.registration;

import org.jspecify.annotations.NullMarked;
