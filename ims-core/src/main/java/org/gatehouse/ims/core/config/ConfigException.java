package org.gatehouse.ims.core.config;

import java.util.List;

/**
 * A configuration that is refused at start-up. The message has a line for each problem: where it
 * is, the key, what was found and what is expected.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigException(String problem) {
        super(problem);
    }

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
