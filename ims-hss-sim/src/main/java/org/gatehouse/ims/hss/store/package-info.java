/** Where subscriptions live: a database, or memory for simulations. */
@NullMarked
package org.gatehouse.ims.hss.store;

import org.jspecify.annotations.NullMarked;
