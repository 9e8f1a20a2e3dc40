package io.evenreach.identity.resolving.persistence;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads who owned keys. */
@Repository
public class TenureReader {

    /**
     * A span of time in which a key had one owner.
     *
     * @param purposes as bits
     * @param profileId null where the key is shared
     */
    public record Span(
            int purposes,
            long fromMillis,
            long toMillis,
            @Nullable UUID profileId) {

        public boolean holdsFor(Purpose purpose, long atMillis) {
            return (purposes & purpose.bit()) != 0
                    && atMillis >= fromMillis
                    && (atMillis < toMillis || toMillis == Long.MAX_VALUE);
        }
    }

    private static final String SELECT =
            "select key, purposes, valid_from, valid_to, profile_id from tenure where key = any(?) and not withdrawn";

    private final JdbcTemplate jdbc;

    TenureReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The profiles that keys found of which nothing is known any more; those that were never known are absent. */
    public Map<IdentifierKey, UUID> foundedBy(Set<IdentifierKey> keys) {
        Map<IdentifierKey, UUID> founded = new HashMap<>();
        if (!keys.isEmpty()) {
            jdbc.query(
                    connection -> {
                        PreparedStatement statement = connection.prepareStatement(
                                "select key, own_profile_id from identifier where key = any(?)");
                        statement.setArray(
                                1,
                                connection.createArrayOf(
                                        "bytea",
                                        keys.stream().map(IdentifierKey::bytes).toArray(byte[][]::new)));
                        return statement;
                    },
                    row -> {
                        founded.put(IdentifierKey.of(row.getBytes(1)), row.getObject(2, UUID.class));
                    });
        }
        return founded;
    }

    public Map<IdentifierKey, List<Span>> ofKeys(Set<IdentifierKey> keys) {
        if (keys.isEmpty()) {
            return new HashMap<>();
        }
        byte[][] bytes = keys.stream().map(IdentifierKey::bytes).toArray(byte[][]::new);
        Map<IdentifierKey, List<Span>> spans = new HashMap<>();
        jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
                statement.setArray(1, connection.createArrayOf("bytea", bytes));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        spans.computeIfAbsent(IdentifierKey.of(row.getBytes(1)), unseen -> new ArrayList<>(1))
                                .add(new Span(
                                        row.getInt(2), row.getLong(3), row.getLong(4), row.getObject(5, UUID.class)));
                    }
                }
            }
            return true;
        });
        return spans;
    }
}
