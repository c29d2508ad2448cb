@NullMarked
package org.gatehouse.ims.core.sip;

import org.jspecify.annotations.NullMarked;
