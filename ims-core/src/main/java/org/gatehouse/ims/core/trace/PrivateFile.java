package org.gatehouse.ims.core.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file that only its owner can read, from its first moment on. */
final class PrivateFile {
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private PrivateFile() {}

    /**
     * Puts an empty file of mode 0600 in place of whatever has that name, and opens it. It is made
     * under another name and moved: a file that others have open, a link, or a file with wider
     * permissions never gets the content.
     */
    static OutputStream replace(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + ": is no file name");
        }
        Path made = Files.createTempFile(folder, ".gatehouse", ".tmp", OWNER_ONLY);
        try {
            var channel = Files.newByteChannel(made, Set.of(StandardOpenOption.WRITE));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            return Channels.newOutputStream(channel);
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }
}
