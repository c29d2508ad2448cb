package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder where the lab of one user keeps its state: the lock, what runs, logs and databases.
 * Nobody else can read it: a subscriber database holds keys.
 */
public final class LabFolder {
    private final Path folder;

    private LabFolder(Path folder) {
        this.folder = folder;
    }

    /** The folder GATEHOUSE_LAB names, or one below the user's state or temporary folder. */
    public static Path place(Map<String, String> environment, Map<String, String> properties) {
        return Optional.ofNullable(environment.get("GATEHOUSE_LAB"))
                .map(Path::of)
                .or(() -> below(environment.get("XDG_STATE_HOME"), "gatehouse/lab"))
                .or(() -> below(environment.get("HOME"), ".local/state/gatehouse/lab"))
                .orElseGet(() ->
                        Path.of(
                                properties.getOrDefault("java.io.tmpdir", "/tmp"),
                                "gatehouse-lab-" + properties.getOrDefault("user.name", "user")))
                .toAbsolutePath();
    }

    private static Optional<Path> below(@Nullable String folder, String rest) {
        return Optional.ofNullable(folder)
                .map(Path::of)
                .filter(path -> path.isAbsolute() && canBeMadeIn(path))
                .map(path -> path.resolve(rest));
    }

    /** Whether the nearest folder that exists lets us make others in it. */
    private static boolean canBeMadeIn(Path path) {
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    public static LabFolder open(Path folder) throws LabException {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder.resolve("log"));
            return new LabFolder(folder);
        } catch (IOException e) {
            throw new LabException("can't use the folder " + folder + " for the lab: " + e, e);
        }
    }

    /** Held while one process starts, runs or changes the lab; ends with that process. */
    public record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Takes the lock; fails at once if another process has it. */
    public Lock lock() throws LabException {
        Path file = folder.resolve("lock");
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new LabException(
                        "another lab is running or starting here ("
                                + folder
                                + "); scripts/lab down stops it");
            }
            return new Lock(channel, lock);
        } catch (IOException e) {
            throw new LabException("can't lock " + file + ": " + e, e);
        }
    }

    public Path log(String process) {
        return folder.resolve("log").resolve(process + ".log");
    }

    /** A file or folder of a daemon's own. */
    public Path data(String name) {
        return folder.resolve(name);
    }

    public Optional<String> readState() throws LabException {
        try {
            Path file = stateFile();
            return Files.exists(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            throw new LabException("can't read " + stateFile() + ": " + e, e);
        }
    }

    /** Replaces the state at once: a reader sees the old or the new one. */
    public void writeState(String state) throws LabException {
        Path made = folder.resolve("state.json.new");
        try {
            Files.writeString(made, state, StandardCharsets.UTF_8);
            Files.move(made, stateFile(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LabException("can't write " + stateFile() + ": " + e, e);
        }
    }

    public void removeState() throws LabException {
        try {
            Files.deleteIfExists(stateFile());
        } catch (IOException e) {
            throw new LabException("can't remove " + stateFile() + ": " + e, e);
        }
    }

    private Path stateFile() {
        return folder.resolve("state.json");
    }
}
