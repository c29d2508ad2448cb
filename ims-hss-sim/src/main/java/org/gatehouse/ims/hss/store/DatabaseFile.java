package org.gatehouse.ims.hss.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The place of a database, held by one process until it is closed: two HSSs with one database would
 * give the same sequence numbers.
 */
final class DatabaseFile implements AutoCloseable {
    static final String ENDING = ".db";

    /** Where the driver unpacks the SQLite library that it loads. */
    private static final String LIBRARY_FOLDER = "org.sqlite.tmpdir";

    private final Path file;
    private final FileChannel lock;

    private DatabaseFile(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Makes what is missing of folder and file, for their owner alone, and takes the lock.
     *
     * @param name path of the database without its ending
     */
    static DatabaseFile take(Path name) throws IOException {
        Path folder = name.toAbsolutePath().getParent();
        FileChannel lock;
        try {
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder, onlyOwner("rwx------"));
            }
            lock =
                    FileChannel.open(
                            create(name.resolveSibling(name.getFileName() + ".lock")),
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "database "
                            + name
                            + ": nothing can be made in its folder (expected: a place to write in): "
                            + e,
                    e);
        }
        try {
            requireFirst(lock, name);
            Path file = create(name.resolveSibling(name.getFileName() + ENDING));
            if (folder != null && System.getProperty(LIBRARY_FOLDER) == null) {
                System.setProperty(LIBRARY_FOLDER, folder.toString());
                sweep(folder);
            }
            return new DatabaseFile(file, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    String jdbcUrl() {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void requireFirst(FileChannel lock, Path name) throws IOException {
        boolean first;
        try {
            first = lock.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            first = false;
        }
        if (!first) {
            throw new IOException(
                    "database "
                            + name
                            + " is in use by another HSS (expected: one that is stopped)");
        }
    }

    /** SQLite gives the files that it makes beside this one the same permissions. */
    private static Path create(Path file) throws IOException {
        try {
            Files.createFile(file, onlyOwner("rw-------"));
        } catch (FileAlreadyExistsException kept) {
            if (!Files.isRegularFile(file)) {
                throw new IOException(file + " is not a file", kept);
            }
        }
        return file;
    }

    private static FileAttribute<?>[] onlyOwner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Libraries that killed processes left behind; one that is loaded survives its name. */
    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, "sqlite-*libsqlitejdbc*")) {
            for (Path library : left) {
                Files.deleteIfExists(library);
            }
        }
    }
}
