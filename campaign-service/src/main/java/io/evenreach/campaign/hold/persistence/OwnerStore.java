package io.evenreach.campaign.hold.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.column;

import io.evenreach.campaign.hold.domain.KeyTenure;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** This service's own copy of who owns which identifier key. */
@Repository
public class OwnerStore {

    /** All derivations of coverage and all changes of ownership meet at this lock. */
    private static final String LOCK = "hashtextextended('key ownership ' || current_schema(), 0)";

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    OwnerStore(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /** Keeps ownership from changing until the transaction ends; others may read as well. */
    public void lockForReading() {
        jdbc.sql("select pg_advisory_xact_lock_shared(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
    }

    /** Keeps everybody else from reading or changing ownership until the transaction ends. */
    public void lockForChange() {
        jdbc.sql("select pg_advisory_xact_lock(" + LOCK + ")")
                .query((row, number) -> true)
                .single();
    }

    /** Applies the moves that are newer than what is known; at most one per tenure. */
    public void apply(Collection<OwnershipMove> moves) {
        List<OwnershipMove> ordered = List.copyOf(moves);
        template.execute((java.sql.Connection connection) -> {
            try (var statement = connection.prepareStatement("""
                    insert into key_owner as known (key, purpose, valid_from, valid_to, profile_id, version)
                    select * from unnest(?::bytea[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?::bigint[])
                    on conflict (key, purpose, valid_from) do update
                       set valid_to = excluded.valid_to, profile_id = excluded.profile_id, version = excluded.version
                     where excluded.version > known.version
                    """)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "bytea", column(ordered, move -> move.key().bytes(), byte[][]::new)));
                statement.setArray(
                        2, connection.createArrayOf("text", column(ordered, OwnershipMove::purpose, String[]::new)));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "text", column(ordered, move -> timestamp(move.from()), String[]::new)));
                statement.setArray(
                        4,
                        connection.createArrayOf("text", column(ordered, move -> timestamp(move.to()), String[]::new)));
                statement.setArray(
                        5, connection.createArrayOf("uuid", column(ordered, OwnershipMove::owner, UUID[]::new)));
                statement.setArray(
                        6, connection.createArrayOf("bigint", column(ordered, OwnershipMove::version, Long[]::new)));
                return statement.executeUpdate();
            }
        });
    }

    public List<KeyTenure> ofKeys(Collection<IdentifierKey> keys) {
        return jdbc.sql("""
                        select key, purpose, valid_from, valid_to, profile_id from key_owner
                         where key = any(:keys) and profile_id is not null
                        """)
                .param("keys", bytes(keys))
                .query(OwnerStore::tenure)
                .list();
    }

    /** What these people own now; at most {@code limit} tenures, which bounds the memory of one derivation. */
    public List<KeyTenure> currentOfProfiles(Collection<UUID> profileIds, int limit) {
        return jdbc.sql("""
                        select key, purpose, valid_from, valid_to, profile_id from key_owner
                         where profile_id = any(:profileIds) and valid_to = 'infinity' order by key, purpose limit :limit
                        """)
                .param("profileIds", profileIds.toArray(UUID[]::new))
                .param("limit", limit)
                .query(OwnerStore::tenure)
                .list();
    }

    private static KeyTenure tenure(ResultSet row, int number) throws SQLException {
        return new KeyTenure(
                IdentifierKey.of(row.getBytes(1)),
                row.getString(2),
                instant(row.getObject(3, OffsetDateTime.class)),
                instant(row.getObject(4, OffsetDateTime.class)),
                row.getObject(5, UUID.class));
    }

    private static Instant instant(OffsetDateTime time) {
        if (time.equals(OffsetDateTime.MIN)) {
            return Instant.MIN;
        }
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }

    private static String timestamp(Instant time) {
        if (time.equals(Instant.MIN)) {
            return "-infinity";
        }
        return time.equals(Instant.MAX)
                ? "infinity"
                : OffsetDateTime.ofInstant(time, ZoneOffset.UTC).toString();
    }
}
