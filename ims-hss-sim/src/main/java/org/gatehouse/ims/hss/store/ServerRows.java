package org.gatehouse.ims.hss.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** S-CSCFs to and from rows. */
final class ServerRows {
    private ServerRows() {}

    static Map<String, String> all(Connection connection) throws SQLException {
        Map<String, String> hosts = new HashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT name, diameter_host FROM scscf");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                hosts.put(rows.getString(1), rows.getString(2));
            }
        }
        return hosts;
    }

    static Integer put(Connection connection, String name, String diameterHost)
            throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement(
                        "INSERT INTO scscf (name, diameter_host) VALUES (?, ?)"
                                + " ON CONFLICT (name) DO UPDATE SET"
                                + " diameter_host = excluded.diameter_host")) {
            merge.setString(1, name);
            merge.setString(2, diameterHost);
            return merge.executeUpdate();
        }
    }
}
