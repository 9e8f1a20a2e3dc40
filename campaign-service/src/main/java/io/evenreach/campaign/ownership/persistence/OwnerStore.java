package io.evenreach.campaign.ownership.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.column;

import io.evenreach.campaign.ownership.OwnedKey;
import io.evenreach.campaign.ownership.OwnershipMove;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.Array;
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

    /** All that is derived from ownership and all changes of it meet at this lock. */
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
                    insert into key_owner as known (key, purpose, valid_from, valid_to, profile_id, version, first_seen_at,
                                                    nobodys, founder)
                    select * from unnest(?::bytea[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?::bigint[],
                                         ?::timestamptz[], ?::boolean[], ?::uuid[])
                    on conflict (key, purpose, valid_from) do update
                       set valid_to = excluded.valid_to, profile_id = excluded.profile_id, version = excluded.version,
                           first_seen_at = excluded.first_seen_at, nobodys = excluded.nobodys, founder = excluded.founder
                     where excluded.version > known.version
                    """)) {
                List<Array> columns = List.of(
                        connection.createArrayOf(
                                "bytea", column(ordered, move -> move.key().bytes(), byte[][]::new)),
                        connection.createArrayOf("text", column(ordered, OwnershipMove::purpose, String[]::new)),
                        connection.createArrayOf(
                                "text", column(ordered, move -> timestamp(move.from()), String[]::new)),
                        connection.createArrayOf("text", column(ordered, move -> timestamp(move.to()), String[]::new)),
                        connection.createArrayOf("uuid", column(ordered, OwnershipMove::owner, UUID[]::new)),
                        connection.createArrayOf("bigint", column(ordered, OwnershipMove::version, Long[]::new)),
                        connection.createArrayOf(
                                "text", column(ordered, move -> timestamp(move.firstSeenAt()), String[]::new)),
                        connection.createArrayOf("boolean", column(ordered, OwnershipMove::nobodys, Boolean[]::new)),
                        connection.createArrayOf("uuid", column(ordered, OwnershipMove::alias, UUID[]::new)));
                for (int index = 0; index < columns.size(); index++) {
                    statement.setArray(index + 1, columns.get(index));
                }
                return statement.executeUpdate();
            }
        });
    }

    public List<OwnedKey> ofKeys(Collection<IdentifierKey> keys) {
        return jdbc.sql("""
                        select key, purpose, valid_from, valid_to, profile_id from key_owner
                         where key = any(:keys) and profile_id is not null
                        """)
                .param("keys", bytes(keys))
                .query(OwnerStore::tenure)
                .list();
    }

    /** What these people own now; at most {@code limit} tenures, which bounds the memory of one derivation. */
    public List<OwnedKey> currentOfProfiles(Collection<UUID> profileIds, int limit) {
        return jdbc.sql("""
                        select key, purpose, valid_from, valid_to, profile_id from key_owner
                         where profile_id = any(:profileIds) and valid_to = 'infinity' order by key, purpose limit :limit
                        """)
                .param("profileIds", profileIds.toArray(UUID[]::new))
                .param("limit", limit)
                .query(OwnerStore::tenure)
                .list();
    }

    private static OwnedKey tenure(ResultSet row, int number) throws SQLException {
        return new OwnedKey(
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
