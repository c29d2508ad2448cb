package org.gatehouse.ims.hss.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The SQLite database file and its pool of connections. SQLite, because a bare H2 lost acknowledged
 * commits at a kill -9 (2 in 150 kills), and a sequence number mark that is lost is a vector given
 * twice.
 */
final class Database implements AutoCloseable {
    /** Number of the tables in schema.sql. */
    private static final int SCHEMA_VERSION = 2;

    /** Connections: one that writes, and as many readers as cores of a small machine. */
    private static final int CONNECTIONS = 5;

    /** Milliseconds to wait for a connection before a question fails. */
    private static final long CONNECTION_TIMEOUT_MS = 5_000;

    /**
     * WAL: readers don't wait for the writer. FULL: a commit is on the disk when it returns, so
     * that not even a power failure takes it back. IMMEDIATE: a transaction takes the write lock
     * first.
     */
    private static final String OPTIONS =
            "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&foreign_keys=true"
                    + "&busy_timeout=5000";

    private final HikariDataSource pool;
    private final DatabaseFile file;

    private Database(HikariDataSource pool, DatabaseFile file) {
        this.pool = pool;
        this.file = file;
    }

    /** Something to be done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Opens the file, or makes it with its tables; only its owner may read it.
     *
     * @param name path of the file without its ending
     */
    static Database open(Path name) throws IOException {
        DatabaseFile file = DatabaseFile.take(name.toAbsolutePath());
        try {
            return new Database(pool(file), file).withTables();
        } catch (SQLException | RuntimeException e) {
            file.close();
            throw new IOException("database " + name + " can't be opened: " + rootMessage(e), e);
        }
    }

    private static HikariDataSource pool(DatabaseFile file) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(file.jdbcUrl() + OPTIONS);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setPoolName("hss");
        return new HikariDataSource(config);
    }

    private Database withTables() throws SQLException {
        try {
            transaction(Database::createTables);
            return this;
        } catch (SQLException e) {
            pool.close();
            throw e;
        }
    }

    /** Reads, each statement by itself. */
    <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.with(connection);
        }
    }

    /** Changes all or nothing; it is on the disk when this returns. */
    <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    @Override
    public void close() {
        pool.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Integer createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema().split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            try (ResultSet version = statement.executeQuery("SELECT version FROM schema_version")) {
                if (version.next()) {
                    requireVersion(version.getInt(1));
                    return SCHEMA_VERSION;
                }
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO schema_version VALUES (?)")) {
            insert.setInt(1, SCHEMA_VERSION);
            insert.executeUpdate();
        }
        return SCHEMA_VERSION;
    }

    private static void requireVersion(int found) throws SQLException {
        if (found != SCHEMA_VERSION) {
            throw new SQLException(
                    "tables of version " + found + " (expected: " + SCHEMA_VERSION + ")");
        }
    }

    private static String schema() throws SQLException {
        try (InputStream in = Database.class.getResourceAsStream("schema.sql")) {
            if (in == null) {
                throw new SQLException("schema.sql is missing in this build");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new SQLException("schema.sql can't be read", e);
        }
    }

    /** What the innermost cause says that says anything. */
    private static String rootMessage(Throwable thrown) {
        String said = "no reason is known";
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            said = cause.getMessage() != null ? cause.getMessage() : said;
        }
        return said;
    }
}
