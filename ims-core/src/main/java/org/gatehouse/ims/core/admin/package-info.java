/** The administrative HTTP server of a daemon: /health, /metrics and /api. */
@NullMarked
package org.gatehouse.ims.core.admin;

import org.jspecify.annotations.NullMarked;
