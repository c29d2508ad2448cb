/** Settings of the home-network CSCFs. */
@NullMarked
package org.gatehouse.ims.scscf.config;

import org.jspecify.annotations.NullMarked;
