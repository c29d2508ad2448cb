/** UE: soft ISIM, registration and command line. */
@NullMarked
package org.gatehouse.ims.ue;

import org.jspecify.annotations.NullMarked;
