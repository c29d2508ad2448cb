/**
 * The subscription of a UE: its identity, and the soft ISIM with its memory of sequence numbers (TS
 * 33.203 clause 8).
 */
@NullMarked
package org.gatehouse.ims.ue.isim;

import org.jspecify.annotations.NullMarked;
