/** Tests of config. */
@NullMarked
package org.gatehouse.ims.core.config;

import org.jspecify.annotations.NullMarked;
