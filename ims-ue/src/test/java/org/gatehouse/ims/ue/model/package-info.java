/** Random walks of a UE and a P-CSCF, with a judge who knows what each message went over. */
@NullMarked
package org.gatehouse.ims.ue.model;

import org.jspecify.annotations.NullMarked;
