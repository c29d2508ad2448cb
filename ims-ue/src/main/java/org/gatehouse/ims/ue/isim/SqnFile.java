package org.gatehouse.ims.ue.isim;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.aka.SqnProfile;

/**
 * The file of an ISIM's sequence numbers: a first line that names the format, then the snapshot of
 * {@link SqnArray}. No keys are in it.
 */
public final class SqnFile {
    private static final String FORMAT = "gatehouse-isim-sqn 1";

    /** The 34 lines of an array of 32 take about 900 octets; nothing of ours is larger. */
    private static final long LARGEST = 64 * 1024;

    private final Path path;

    public SqnFile(Path path) {
        this.path = path;
    }

    /** Where the sequence numbers of an IMPI are by default, below the user's state folder. */
    public static SqnFile ofImpi(Path stateFolder, String impi) {
        String name = impi.replaceAll("[^A-Za-z0-9@._-]", "_");
        return new SqnFile(stateFolder.resolve("gatehouse").resolve("isim").resolve(name + ".sqn"));
    }

    public Path path() {
        return path;
    }

    /**
     * The sequence numbers; those of a new card if there is no file.
     *
     * @throws IOException if the file can't be read or holds something else, saying what to do
     */
    SqnArray read() throws IOException {
        List<String> lines;
        if (Files.isDirectory(path)) {
            throw corrupt("a folder");
        }
        try {
            if (Files.size(path) > LARGEST) {
                throw corrupt("larger than " + LARGEST + " octets");
            }
            lines = Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return SqnArray.fresh();
        } catch (MalformedInputException e) {
            throw corrupt("not text");
        } catch (IOException e) {
            throw unusable("can't be read", e);
        }
        if (lines.isEmpty() || !lines.getFirst().equals(FORMAT)) {
            throw corrupt("no first line '" + FORMAT + "'");
        }
        return SqnArray.restore(SqnProfile.DEFAULT, lines.subList(1, lines.size()))
                .orElseThrow(() -> corrupt("no snapshot of a sequence number array"));
    }

    /**
     * Keeps other UEs away from the file until what is returned is closed: each would write over
     * what the other accepted, and a challenge be accepted twice.
     *
     * @throws IOException if another UE has it, saying what to do
     */
    public Closeable hold() throws IOException {
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        try {
            Files.createDirectories(folder());
            FileChannel channel =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isOurs(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw unusable("can't make " + lock.getFileName() + " beside it", e);
        }
        throw new IOException(
                "sequence number file "
                        + path
                        + ": another UE uses it (expected: a file for each UE; end the other one,"
                        + " or name another file with --sqn-file)");
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // by another UE of this process
            return false;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private Path folder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("sequence number file " + path + ": not a file's name");
        }
        return folder;
    }

    /**
     * Replaces the file: at every moment it is either the old or the new one, whole.
     *
     * @throws IOException if it can't be written, saying what to do
     */
    void write(SqnArray array) throws IOException {
        try {
            replace(array);
        } catch (IOException e) {
            throw unusable("can't be written", e);
        }
    }

    private void replace(SqnArray array) throws IOException {
        Path folder = Files.createDirectories(folder());
        Path next = Files.createTempFile(folder, path.getFileName().toString(), ".new");
        try {
            String text = FORMAT + "\n" + String.join("\n", array.snapshot()) + "\n";
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.move(
                    next,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private IOException corrupt(String what) {
        return new IOException(
                "sequence number file "
                        + path
                        + ": "
                        + what
                        + " (expected: a file written by this program; remove it to start as a new"
                        + " card, the network will resynchronise)");
    }

    /** An exception of the file system tells a path alone, or what happened to it. */
    private IOException unusable(String what, IOException e) {
        String reason =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case FileAlreadyExistsException f -> f.getFile() + " is not a folder";
                    case FileSystemException f when f.getReason() != null -> f.getReason();
                    default -> e.toString();
                };
        return new IOException(
                "sequence number file "
                        + path
                        + ": "
                        + what
                        + ": "
                        + reason
                        + " (expected: a file and a folder that this user may read and write;"
                        + " mend their rights, or name another file with --sqn-file)",
                e);
    }
}
