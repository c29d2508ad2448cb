/** What the HSS decides: pure rules of TS 29.228 for one subscription. */
@NullMarked
package org.gatehouse.ims.hss.cx;

import org.jspecify.annotations.NullMarked;
