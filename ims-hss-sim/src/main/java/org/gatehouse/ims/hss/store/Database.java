package org.gatehouse.ims.hss.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The H2 database file and its pool of connections. */
final class Database implements AutoCloseable {
    /** Number of the tables in schema.sql. */
    private static final int SCHEMA_VERSION = 2;

    /** Connections: one that writes, and as many readers as cores of a small machine. */
    private static final int CONNECTIONS = 5;

    /** Milliseconds to wait for a connection before a question fails. */
    private static final long CONNECTION_TIMEOUT_MS = 5_000;

    /**
     * WRITE_DELAY=0: a commit is in the file when it returns. By default H2 writes half a second
     * later, and a kill -9 loses what it had acknowledged. No trace file: statements hold keys.
     */
    private static final String OPTIONS =
            ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Something to be done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Opens the file, or makes it with its tables; only its owner may read it. */
    static Database open(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        try {
            makePrivateDirectory(path.getParent());
        } catch (IOException e) {
            throw new IOException(
                    "database "
                            + path
                            + ": its folder can't be made (expected: a place to write in)",
                    e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + path + OPTIONS);
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setPoolName("hss");
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new IOException("database " + path + " can't be opened: " + rootMessage(e), e);
        }
        Database database = new Database(pool);
        try {
            makePrivate(path.resolveSibling(path.getFileName() + ".mv.db"));
            database.transaction(Database::createTables);
        } catch (SQLException | IOException e) {
            database.close();
            throw new IOException("database " + path + ": " + e.getMessage(), e);
        }
        return database;
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
                sync(connection);
                return result;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException alreadyClosed) {
            // SHUTDOWN itself ends the connection it came on
        }
        pool.close();
    }

    /** fsync, so that not even a power failure takes a commit back. */
    private static void sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
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

    private static void makePrivateDirectory(@Nullable Path directory) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (isPosix()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void makePrivate(Path file) throws IOException {
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
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
