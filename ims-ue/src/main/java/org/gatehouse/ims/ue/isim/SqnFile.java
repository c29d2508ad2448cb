package org.gatehouse.ims.ue.isim;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
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
        Files.createDirectories(folder());
        FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // by another UE of this process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(
                "sequence number file "
                        + path
                        + ": another UE uses it (expected: a file for each UE; end the other one,"
                        + " or name another file with --sqn-file)");
    }

    private Path folder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("sequence number file " + path + ": not a file's name");
        }
        return folder;
    }

    /** Replaces the file: at every moment it is either the old or the new one, whole. */
    void write(SqnArray array) throws IOException {
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
}
