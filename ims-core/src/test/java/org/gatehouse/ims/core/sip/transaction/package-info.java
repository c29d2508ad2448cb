@NullMarked
package org.gatehouse.ims.core.sip.transaction;

import org.jspecify.annotations.NullMarked;
