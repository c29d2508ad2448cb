package org.gatehouse.ims.hss.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscriptions in a database: questions run on virtual threads, changes on one writer. */
public final class JdbcStore implements SubscriberStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    /**
     * Questions under way at once. Reason: a read takes 0.1 ms, so these are a tenth of a second's
     * work; a flood of unknown identities finds the store busy behind them.
     */
    private static final int MOST_READS = 1_024;

    private final Database database;
    private final StandingWriter writer;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore reads = new Semaphore(MOST_READS);
    private volatile @Nullable String readProblem;
    private volatile int size;

    private JdbcStore(Database database) throws SQLException {
        this.database = database;
        this.size = database.read(SubscriberRows::count);
        this.writer = new StandingWriter(database);
    }

    /**
     * Opens the database file, or makes it.
     *
     * @param file path without the ending that H2 adds
     */
    public static JdbcStore open(Path file) throws IOException {
        Database database = Database.open(file);
        try {
            return new JdbcStore(database);
        } catch (SQLException e) {
            database.close();
            throw new IOException("database " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void load(String impi, Consumer<Lookup<Stored>> done) {
        ask(connection -> SubscriberRows.find(connection, impi), done);
    }

    @Override
    public void ownerOf(String impu, Consumer<Lookup<String>> done) {
        ask(connection -> SubscriberRows.owner(connection, impu), done);
    }

    @Override
    public void list(int most, Consumer<Lookup<List<Stored>>> done) {
        ask(
                connection -> {
                    List<Stored> all = new ArrayList<>();
                    for (String impi : SubscriberRows.impis(connection, most)) {
                        SubscriberRows.find(connection, impi).ifPresent(all::add);
                    }
                    return Optional.of(all);
                },
                done);
    }

    @Override
    public void save(String impi, Standing standing, Consumer<Boolean> done) {
        writer.save(impi, standing, done);
    }

    @Override
    public int provision(Collection<Subscriber> subscribers) throws IOException {
        try {
            int added =
                    database.transaction(connection -> SubscriberRows.add(connection, subscribers));
            size = database.read(SubscriberRows::count);
            return added;
        } catch (SQLException e) {
            throw new IOException("subscribers can't be added: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, String> servers() throws IOException {
        try {
            return database.read(ServerRows::all);
        } catch (SQLException e) {
            throw new IOException("S-CSCFs can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void rememberServer(String name, String diameterHost) {
        readers.execute(() -> {
            try {
                database.transaction(connection -> ServerRows.put(connection, name, diameterHost));
            } catch (SQLException e) {
                LOG.error("s-cscf not remembered cause=\"{}\"", e.getMessage());
            }
        });
    }

    @Override
    public int size() {
        return size;
    }

    /** Saves that wait for the disk. */
    public int waitingSaves() {
        return writer.waiting();
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        String write = writer.problem();
        if (write != null) {
            problems.add(write);
        }
        String read = readProblem;
        if (read != null) {
            problems.add(read);
        }
        return problems;
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
        database.close();
    }

    private <T> void ask(Database.Work<Optional<T>> work, Consumer<Lookup<T>> done) {
        if (!reads.tryAcquire()) {
            done.accept(new Lookup.Busy<>());
            return;
        }
        readers.execute(() -> {
            Lookup<T> answer = answer(work);
            reads.release();
            done.accept(answer);
        });
    }

    private <T> Lookup<T> answer(Database.Work<Optional<T>> work) {
        try {
            Optional<T> value = database.read(work);
            readProblem = null;
            return value.<Lookup<T>>map(Lookup.Found::new).orElseGet(Lookup.Missing::new);
        } catch (SQLException | RuntimeException e) {
            // RuntimeException: rows that make no subscriber; the question must be answered too
            readProblem = "database: " + e.getMessage();
            LOG.error("database question failed cause=\"{}\"", e.getMessage());
            return new Lookup.Failed<>("database: " + e.getMessage());
        }
    }
}
