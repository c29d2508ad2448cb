@NullMarked
package org.gatehouse.ims.ue.message;

import org.jspecify.annotations.NullMarked;
