package org.gatehouse.ims.hss.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.hss.store.SubscriberStore.Stored;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;

/** Subscriptions to and from rows. */
final class SubscriberRows {
    /** Rows that one batch carries to the database. */
    private static final int BATCH = 1_000;

    private SubscriberRows() {}

    static Optional<Stored> find(Connection connection, String impi) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT k, opc, amf, scscf, seq_mark, algorithm"
                                + " FROM subscriber WHERE impi = ?")) {
            select.setString(1, impi);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                SubscriberKey key =
                        SubscriberKey.of(
                                AlgorithmSet.valueOf(row.getString(6)),
                                row.getBytes(1),
                                row.getBytes(2),
                                row.getBytes(3));
                return Optional.of(
                        new Stored(
                                new Subscriber(impi, key, implicitSets(connection, impi)),
                                new Standing(
                                        row.getString(4),
                                        setStandings(connection, impi),
                                        row.getLong(5))));
            }
        }
    }

    static Optional<String> owner(Connection connection, String impu) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT impi FROM public_identity WHERE impu = ?")) {
            select.setString(1, impu);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    static List<String> impis(Connection connection, int most) throws SQLException {
        List<String> impis = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT impi FROM subscriber ORDER BY impi LIMIT ?")) {
            select.setInt(1, most);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    impis.add(rows.getString(1));
                }
            }
        }
        return impis;
    }

    static int count(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM subscriber");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Adds those that are not there yet; how many that were. */
    static int add(Connection connection, Iterable<Subscriber> subscribers) throws SQLException {
        Set<String> known = new HashSet<>(impis(connection, Integer.MAX_VALUE));
        int added = 0;
        try (PreparedStatement subscriberRow =
                        connection.prepareStatement(
                                "INSERT INTO subscriber (impi, k, opc, amf, algorithm, seq_mark)"
                                        + " VALUES (?, ?, ?, ?, ?, 0)");
                PreparedStatement setRow =
                        connection.prepareStatement(
                                "INSERT INTO registration_set (impi, set_no, state, pending)"
                                        + " VALUES (?, ?, ?, ?)");
                PreparedStatement identityRow =
                        connection.prepareStatement(
                                "INSERT INTO public_identity (impu, impi, set_no, place, barred)"
                                        + " VALUES (?, ?, ?, ?, ?)")) {
            for (Subscriber subscriber : subscribers) {
                if (!known.add(subscriber.impi())) {
                    continue;
                }
                addSubscriber(subscriberRow, subscriber);
                addSets(setRow, identityRow, subscriber);
                added++;
                if (added % BATCH == 0) {
                    run(subscriberRow, setRow, identityRow);
                }
            }
            run(subscriberRow, setRow, identityRow);
        }
        return added;
    }

    private static void run(PreparedStatement... batches) throws SQLException {
        for (PreparedStatement batch : batches) {
            batch.executeBatch();
        }
    }

    private static void addSubscriber(PreparedStatement row, Subscriber subscriber)
            throws SQLException {
        row.setString(1, subscriber.impi());
        row.setBytes(2, subscriber.key().k());
        row.setBytes(3, subscriber.key().opc());
        row.setBytes(4, subscriber.key().amf());
        row.setString(5, subscriber.key().set().name());
        row.addBatch();
    }

    private static void addSets(
            PreparedStatement setRow, PreparedStatement identityRow, Subscriber subscriber)
            throws SQLException {
        for (int set = 0; set < subscriber.sets().size(); set++) {
            setRow.setString(1, subscriber.impi());
            setRow.setInt(2, set);
            setRow.setString(3, RegistrationState.NOT_REGISTERED.name());
            setRow.setBoolean(4, false);
            setRow.addBatch();
            List<Identity> identities = subscriber.sets().get(set).identities();
            for (int place = 0; place < identities.size(); place++) {
                identityRow.setString(1, identities.get(place).impu());
                identityRow.setString(2, subscriber.impi());
                identityRow.setInt(3, set);
                identityRow.setInt(4, place);
                identityRow.setBoolean(5, identities.get(place).barred());
                identityRow.addBatch();
            }
        }
    }

    private static List<ImplicitSet> implicitSets(Connection connection, String impi)
            throws SQLException {
        SortedMap<Integer, List<Identity>> sets = new TreeMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT set_no, impu, barred FROM public_identity WHERE impi = ?"
                                + " ORDER BY set_no, place")) {
            select.setString(1, impi);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sets.computeIfAbsent(rows.getInt(1), set -> new ArrayList<>())
                            .add(new Identity(rows.getString(2), rows.getBoolean(3)));
                }
            }
        }
        return sets.values().stream().map(ImplicitSet::new).toList();
    }

    private static List<SetStanding> setStandings(Connection connection, String impi)
            throws SQLException {
        List<SetStanding> standings = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT state, pending FROM registration_set WHERE impi = ?"
                                + " ORDER BY set_no")) {
            select.setString(1, impi);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    standings.add(
                            new SetStanding(
                                    RegistrationState.valueOf(rows.getString(1)),
                                    rows.getBoolean(2)));
                }
            }
        }
        return standings;
    }
}
