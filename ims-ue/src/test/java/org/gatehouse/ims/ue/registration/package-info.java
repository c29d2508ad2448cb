@NullMarked
package org.gatehouse.ims.ue.registration;

import org.jspecify.annotations.NullMarked;
