/**
 * Fuzz targets: each reads what others made and asserts what must hold whatever that is. Builds run
 * them over their corpus (test resources, {@code fuzz/}); {@code scripts/fuzz} has Jazzer look for
 * inputs that break them.
 */
@NullMarked
package org.gatehouse.ims.core.fuzz;

import org.jspecify.annotations.NullMarked;
