package io.evenreach.frequency.reach.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** From when to when holds were on identifiers. Every method takes part in the transaction of its caller. */
@Repository
public class HeldTimeStore {

    private final JdbcTemplate jdbc;

    HeldTimeStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public boolean isNews(UUID holdId, long version) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select not exists(select 1 from held_time where hold_id = ? and version >= ?)",
                Boolean.class,
                holdId,
                version));
    }

    /** @param until null until further notice */
    public void replace(
            UUID holdId, long version, Instant openedAt, @Nullable Instant until, List<IdentifierKey> keys) {
        jdbc.update("delete from held_time where hold_id = ?", holdId);
        OffsetDateTime from = utc(openedAt);
        OffsetDateTime to = utc(until);
        jdbc.batchUpdate(
                """
                insert into held_time (hold_id, key, version, founds, opened_at, ends_at)
                values (?, ?, ?, ?, ?, greatest(cast(? as timestamptz), ?))""",
                keys.stream()
                        .distinct()
                        .map(key -> new @Nullable Object[] {
                            holdId, key.bytes(), version, ProfileIds.foundedBy(key), from, to, to == null ? null : from
                        })
                        .toList());
    }

    /** Whoever had the identifier in this span, epoch milliseconds, was erased up to a time. */
    public void erase(IdentifierKey key, long fromMillis, long toMillis, long throughMillis) {
        jdbc.update("""
                delete from held_time where key = ? and floor(extract(epoch from opened_at) * 1000) >= ?
                   and floor(extract(epoch from opened_at) * 1000) < ?
                   and floor(extract(epoch from opened_at) * 1000) <= ?""", key.bytes(), fromMillis, toMillis, throughMillis);
    }

    /** Ends it now, where it has not ended by itself before. */
    public void end(UUID holdId, long version) {
        jdbc.update("""
                update held_time set version = ?, ends_at = greatest(opened_at, least(ends_at, clock_timestamp()))
                where hold_id = ?""", version, holdId);
    }
}
