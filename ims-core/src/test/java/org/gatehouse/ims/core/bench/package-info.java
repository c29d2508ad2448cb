/**
 * Benchmarks of the hot paths, each beside what it is measured against; {@code scripts/bench} runs
 * them, and docs/performance.md says what came of it.
 */
@NullMarked
package org.gatehouse.ims.core.bench;

import org.jspecify.annotations.NullMarked;
