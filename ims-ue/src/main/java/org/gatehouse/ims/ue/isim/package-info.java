/** The soft ISIM's memory: sequence numbers in a file (TS 33.203 clause 8). */
@NullMarked
package org.gatehouse.ims.ue.isim;

import org.jspecify.annotations.NullMarked;
