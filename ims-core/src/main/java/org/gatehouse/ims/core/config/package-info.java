/**
 * Settings of a daemon: each with key, default, expectation and meaning; read from YAML and {@code
 * --set}, refused with file, line, key and what is expected.
 */
@NullMarked
package org.gatehouse.ims.core.config;

import org.jspecify.annotations.NullMarked;
