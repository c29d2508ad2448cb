@NullMarked
package org.gatehouse.ims.core.net;

import org.jspecify.annotations.NullMarked;
