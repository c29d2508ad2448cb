/**
 * Authentication and key agreement of TS 33.102, as IMS AKA uses it: the algorithm functions, AUTN
 * and AUTS, and both ends' handling of sequence numbers. K, OP, OPc, CK, IK and RES are printed
 * nowhere.
 */
@NullMarked
package org.gatehouse.ims.core.aka;

import org.jspecify.annotations.NullMarked;
