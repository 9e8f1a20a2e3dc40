package io.evenreach.identity.resolving.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;

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
     * @param unsettled whether nobody knows who owned it until the background settled that
     */
    public record Span(
            int purposes,
            long fromMillis,
            long toMillis,
            @Nullable UUID profileId,
            boolean unsettled) {

        private Span unsettledNow() {
            return new Span(purposes, fromMillis, toMillis, null, true);
        }

        public boolean holdsFor(Purpose purpose, long atMillis) {
            return (purposes & purpose.bit()) != 0
                    && atMillis >= fromMillis
                    && (atMillis < toMillis || toMillis == Long.MAX_VALUE);
        }
    }

    /**
     * Below -1 where there is anybody of whom the background has to settle who they are: one look at an index that is mostly
     * empty, which the least of all is always looked up in, whatever statistics say.
     */
    private static final String LEAST_STATE = "(select min(rules_version) from component where rules_version <= 0)";

    private static final String SELECT = "select key, purposes, valid_from, valid_to, profile_id, " + LEAST_STATE
            + " from tenure where key = any(?) and not withdrawn";

    private static final String SELECT_UNSETTLED = """
            select i.key from identifier i join component c on c.id = i.component_id
             where i.key = any(?) and c.rules_version <= -2
            """;

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
                        statement.setArray(1, connection.createArrayOf("bytea", bytes(keys)));
                        return statement;
                    },
                    row -> {
                        founded.put(IdentifierKey.of(row.getBytes(1)), row.getObject(2, UUID.class));
                    });
        }
        return founded;
    }

    /** Who owned keys, as far as that is settled. */
    public Map<IdentifierKey, List<Span>> ofKeys(Set<IdentifierKey> keys) {
        if (keys.isEmpty()) {
            return new HashMap<>();
        }
        byte[][] bytes = bytes(keys);
        Map<IdentifierKey, List<Span>> spans = new HashMap<>();
        if (read(bytes, spans)) {
            // Each statement sees a later moment. Whoever is settled between the two is taken for unsettled; the other
            // way
            // round, the owner from before would be taken for settled.
            List<IdentifierKey> unsettled = unsettled(bytes);
            spans.clear();
            read(bytes, spans);
            unsettled.forEach(key -> spans.computeIfPresent(
                    key, (same, of) -> of.stream().map(Span::unsettledNow).toList()));
        }
        return spans;
    }

    /** @return whether there is anybody who is not settled */
    private boolean read(byte[][] keys, Map<IdentifierKey, List<Span>> spans) {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            boolean waits = false;
            try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
                statement.setArray(1, connection.createArrayOf("bytea", keys));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        waits = row.getLong(6) <= -2;
                        spans.computeIfAbsent(IdentifierKey.of(row.getBytes(1)), unseen -> new ArrayList<>(1))
                                .add(new Span(
                                        row.getInt(2),
                                        row.getLong(3),
                                        row.getLong(4),
                                        row.getObject(5, UUID.class),
                                        false));
                    }
                }
            }
            return waits;
        }));
    }

    private List<IdentifierKey> unsettled(byte[][] keys) {
        return jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(SELECT_UNSETTLED);
                    statement.setArray(1, connection.createArrayOf("bytea", keys));
                    return statement;
                },
                (row, number) -> IdentifierKey.of(row.getBytes(1)));
    }
}
