@NullMarked
package org.gatehouse.ims.ue.isim;

import org.jspecify.annotations.NullMarked;
