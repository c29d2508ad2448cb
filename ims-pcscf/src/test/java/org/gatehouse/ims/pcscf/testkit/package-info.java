/** Messages of UEs and of the home network for tests. */
@NullMarked
package org.gatehouse.ims.pcscf.testkit;

import org.jspecify.annotations.NullMarked;
