package org.gatehouse.ims.ue.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that options name, read up to a bound: they may be devices, and never end. */
final class DataFile {
    private DataFile() {}

    /**
     * What a file holds.
     *
     * @param shown the option, for messages
     * @param most octets that are of use; of a larger file one more is read, so that the reader of
     *     the content sees that it is too long
     */
    static byte[] read(String shown, String name, int most) throws ToolException {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw ToolException.usage(shown + ": no file name (expected: a file)");
        }
        if (Files.isDirectory(file)) {
            throw ToolException.usage(
                    shown + ": " + KeyMask.shown(name) + " is a folder (expected: a file)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        } catch (NoSuchFileException e) {
            throw ToolException.usage(shown + ": found no file " + KeyMask.shown(name));
        } catch (IOException e) {
            throw ToolException.usage(
                    shown
                            + ": can't read "
                            + KeyMask.shown(name)
                            + " (expected: a file that can be read)");
        }
    }
}
