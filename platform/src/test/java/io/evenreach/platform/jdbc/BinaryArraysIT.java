package io.evenreach.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@RealServers
class BinaryArraysIT {

    private interface Made {
        Array in(Connection connection) throws SQLException;
    }

    /** The elements as PostgreSQL writes them in text. */
    private static List<@Nullable String> texts(String type, Made made) throws SQLException {
        Servers servers = Servers.current();
        try (Connection connection =
                        DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
                PreparedStatement statement = connection.prepareStatement(
                        "select e::timestamptz::text from (select unnest(?::timestamptz[]) e) x"
                                .replace("timestamptz", type))) {
            statement.setArray(1, made.in(connection));
            List<@Nullable String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    @Test
    void sendsIdsAndNulls() throws Exception {
        UUID one = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        UUID other = UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100");

        assertThat(texts("uuid", connection -> BinaryArrays.uuids(connection, Arrays.asList(one, null, other))))
                .containsExactly(one.toString(), null, other.toString());
        assertThat(texts("uuid", connection -> BinaryArrays.uuids(connection, List.of())))
                .isEmpty();
    }

    @Test
    void sendsTimesToTheMicrosecondAndNulls() throws Exception {
        List<@Nullable Instant> times = Arrays.asList(
                Instant.parse("2026-07-01T12:34:56.789012Z"),
                null,
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("2000-01-01T00:00:00Z"));

        assertThat(texts("timestamptz", connection -> BinaryArrays.instants(connection, times)).stream()
                        .map(text -> text == null
                                ? null
                                : Instant.parse(text.replace(' ', 'T').replace("+00", "Z"))))
                .isEqualTo(times);
    }
}
