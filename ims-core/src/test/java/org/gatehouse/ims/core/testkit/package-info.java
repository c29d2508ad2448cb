/**
 * The test kit: vector files, tools, and {@link org.gatehouse.ims.core.testkit.Requirement}. Other
 * modules use it as ims-core's test-jar.
 */
@NullMarked
package org.gatehouse.ims.core.testkit;

import org.jspecify.annotations.NullMarked;
