package org.gatehouse.ims.hss.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes standings in the order in which they come, all that wait in one transaction: one fsync
 * serves them all.
 */
final class StandingWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandingWriter.class);

    /**
     * Saves that may wait. Reason: the disk does some ten thousand a second in groups; more than a
     * second's worth is better refused.
     */
    private static final int MOST_WAITING = 16_384;

    /** Saves in one transaction: enough to share an fsync, and few enough to answer soon. */
    private static final int LARGEST_GROUP = 256;

    private static final String UPDATE_SUBSCRIBER =
            "UPDATE subscriber SET scscf = ?, seq_mark = ? WHERE impi = ?";
    private static final String UPDATE_SET =
            "UPDATE registration_set SET state = ?, pending = ? WHERE impi = ? AND set_no = ?";

    private record Save(String impi, Standing standing, Consumer<Boolean> done) {}

    private static final Save STOP = new Save("", new Standing(null, List.of(), 0), durable -> {});

    private final Database database;
    private final BlockingQueue<Save> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile @Nullable String problem;

    StandingWriter(Database database) {
        this.database = database;
        this.thread = Thread.ofPlatform().daemon().name("hss-writer").start(this::run);
    }

    void save(String impi, Standing standing, Consumer<Boolean> done) {
        if (!queue.offer(new Save(impi, standing, done))) {
            done.accept(false);
        }
    }

    /** Why the last group could not be written, or null. */
    @Nullable String problem() {
        return problem;
    }

    int waiting() {
        return queue.size();
    }

    /** Writes what waits, then stops. */
    @Override
    public void close() {
        try {
            queue.put(STOP);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                List<Save> group = new ArrayList<>();
                group.add(queue.take());
                queue.drainTo(group, LARGEST_GROUP - 1);
                open = !group.remove(STOP);
                boolean durable = group.isEmpty() || write(group);
                for (Save save : group) {
                    save.done().accept(durable);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean write(List<Save> group) {
        try {
            database.transaction(connection -> update(connection, group));
            problem = null;
            return true;
        } catch (SQLException | RuntimeException e) {
            // RuntimeException: without this thread nothing would ever be durable again
            problem = "database: " + e.getMessage();
            LOG.error("standings not saved count={} cause=\"{}\"", group.size(), e.getMessage());
            return false;
        }
    }

    private static Integer update(Connection connection, List<Save> group) throws SQLException {
        try (PreparedStatement subscriber = connection.prepareStatement(UPDATE_SUBSCRIBER);
                PreparedStatement set = connection.prepareStatement(UPDATE_SET)) {
            for (Save save : group) {
                Standing standing = save.standing();
                subscriber.setString(1, standing.scscf());
                subscriber.setLong(2, standing.seqMark());
                subscriber.setString(3, save.impi());
                subscriber.addBatch();
                for (int i = 0; i < standing.sets().size(); i++) {
                    SetStanding one = standing.sets().get(i);
                    set.setString(1, one.state().name());
                    set.setBoolean(2, one.authenticationPending());
                    set.setString(3, save.impi());
                    set.setInt(4, i);
                    set.addBatch();
                }
            }
            requireOneRowEach(subscriber.executeBatch());
            requireOneRowEach(set.executeBatch());
        }
        return group.size();
    }

    private static void requireOneRowEach(int[] counts) throws SQLException {
        for (int count : counts) {
            if (count != 1) {
                throw new SQLException("a subscription is not in the database any more");
            }
        }
    }
}
