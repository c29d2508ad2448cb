/** Who may register: identities, keys and standing of a subscription. */
@NullMarked
package org.gatehouse.ims.hss.subscriber;

import org.jspecify.annotations.NullMarked;
