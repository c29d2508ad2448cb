package org.gatehouse.ims.core.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** A file that is there and can't be read. */
    public static ConfigException unreadable(Path file, IOException why) {
        String found =
                Files.isDirectory(file)
                        ? "a folder"
                        : why instanceof AccessDeniedException
                                ? "a file that may not be read"
                                : String.valueOf(why.getMessage());
        return new ConfigException(file + ": found " + found + " (expected: a readable file)");
    }

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
