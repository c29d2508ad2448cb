/** What a UE is told: identities, addresses, algorithms, timers. */
@NullMarked
package org.gatehouse.ims.ue.config;

import org.jspecify.annotations.NullMarked;
