@NullMarked
package org.gatehouse.ims.ue.cli;

import org.jspecify.annotations.NullMarked;
