@NullMarked
package org.gatehouse.ims.ue.io;

import org.jspecify.annotations.NullMarked;
