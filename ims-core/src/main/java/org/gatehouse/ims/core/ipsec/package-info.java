/**
 * IPsec between UE and P-CSCF: association sets and the engines that carry them (TS 33.203 clause
 * 7).
 */
@NullMarked
package org.gatehouse.ims.core.ipsec;

import org.jspecify.annotations.NullMarked;
