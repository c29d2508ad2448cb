package org.gatehouse.ims.pcscf.journal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the sets of authenticated users, without keys: one line for each that comes or goes,
 * written anew when most lines are old. It is written on a thread of its own, and a kill -9 loses
 * at most what that thread had not written; after a loss of power it may lack the last seconds.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final String FORMAT = "gatehouse-pcscf-journal 1";

    /** Sets that are written down: some 130 octets each, so that the file stays below 60 MB. */
    static final int MOST_ENTRIES = 200_000;

    /** Lines besides those of living sets, twice over, before the file is written anew. */
    private static final int SPARE_LINES = 10_000;

    /** Longest file that is read: nothing of ours is larger. */
    private static final long LARGEST_OCTETS = 128L * 1024 * 1024;

    /** Lines that may wait for a slow disk; above it they are left out, and that is logged. */
    private static final int MOST_WAITING = 65_536;

    private static final long CLOSE_SECONDS = 5;

    private final @Nullable Path path;
    private final EndedSets ended;
    private final Map<Spi, JournalEntry> living = new LinkedHashMap<>();
    private final ThreadPoolExecutor writer;
    private @Nullable BufferedWriter file;
    private int lines;
    private boolean failed;

    private Journal(@Nullable Path path, Map<Spi, JournalEntry> found) {
        this.path = path;
        this.ended = found.isEmpty() ? EndedSets.NONE : new EndedSets(found.values());
        this.living.putAll(found);
        this.writer =
                new ThreadPoolExecutor(
                        0,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        task -> Thread.ofPlatform().daemon().name("pcscf-journal").unstarted(task),
                        (task, full) -> LOG.warn("journal line left out: the disk is too slow"));
    }

    /** Without a file: nothing is remembered. */
    public static Journal none() {
        return new Journal(null, Map.of());
    }

    /**
     * Reads what an earlier P-CSCF left, and goes on in the same file.
     *
     * @throws IOException if the file can't be read or written, or is no journal
     */
    public static Journal open(Path path, Instant now) throws IOException {
        Journal journal = new Journal(path, read(path, now));
        journal.rewrite(path);
        return journal;
    }

    private static Map<Spi, JournalEntry> read(Path path, Instant now) throws IOException {
        Map<Spi, JournalEntry> found = new LinkedHashMap<>();
        try {
            if (Files.size(path) > LARGEST_OCTETS) {
                throw notOurs(path);
            }
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            // what is behind the last line end was cut off by the end of the process
            List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            if (!text.isEmpty() && (lines.isEmpty() || !lines.getFirst().equals(FORMAT))) {
                throw notOurs(path);
            }
            lines.forEach(line -> take(line, found));
        } catch (NoSuchFileException e) {
            return found;
        }
        found.values().removeIf(entry -> entry.expires().isBefore(now));
        return found;
    }

    private static void take(String line, Map<Spi, JournalEntry> found) {
        if (line.startsWith("- ")) {
            try {
                found.remove(new Spi(Long.parseLong(line.substring(2))));
            } catch (IllegalArgumentException e) {
                LOG.warn("journal: a line that can't be read was left out");
            }
        } else {
            Optional<JournalEntry> entry = JournalEntry.parse(line);
            if (entry.isPresent() && found.size() < MOST_ENTRIES) {
                found.put(entry.get().key(), entry.get());
            }
        }
    }

    private static IOException notOurs(Path path) {
        return new IOException(
                "journal "
                        + path
                        + ": not a journal (expected: a file that begins with \""
                        + FORMAT
                        + "\", or none; move this one away)");
    }

    /** The sets of the process before. */
    public EndedSets ended() {
        return ended;
    }

    /** A user is registered over a set; again when its life was prolonged. From any thread. */
    public void held(JournalEntry entry) {
        submit(() -> {
            if (living.size() < MOST_ENTRIES || living.containsKey(entry.key())) {
                living.put(entry.key(), entry);
                append(entry.line());
            }
        });
    }

    /** A set is gone. From any thread. */
    public void gone(Spi ownServerSpi) {
        submit(() -> {
            if (living.remove(ownServerSpi) != null) {
                append("- " + ownServerSpi.value());
            }
        });
    }

    private void submit(Runnable task) {
        if (path != null) {
            writer.execute(task);
        }
    }

    private void append(String line) {
        Path to = path;
        if (to == null) {
            return;
        }
        try {
            if (file == null || lines > 2 * living.size() + SPARE_LINES) {
                rewrite(to);
            } else {
                file.write(line + '\n');
                file.flush();
                lines++;
            }
            failed = false;
        } catch (IOException e) {
            closeFile();
            if (!failed) {
                LOG.error(
                        "journal {} can't be written: {} (expected: a file on a disk with room);"
                                + " registrations go on without",
                        to,
                        e.getMessage());
            }
            failed = true;
        }
    }

    /** The living sets alone, in place of all lines so far. */
    private void rewrite(Path to) throws IOException {
        closeFile();
        Path fresh = to.resolveSibling(to.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (to.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // who is registered where is nobody else's business
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        BufferedWriter writing =
                Files.newBufferedWriter(
                        fresh,
                        StandardCharsets.ISO_8859_1,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        file = writing;
        writing.write(FORMAT + '\n');
        for (JournalEntry entry : living.values()) {
            writing.write(entry.line() + '\n');
        }
        writing.flush();
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lines = living.size() + 1;
    }

    private void closeFile() {
        BufferedWriter open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("journal not closed: {}", e.getMessage());
            }
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        submit(this::closeFile);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("journal: the last lines are not written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
