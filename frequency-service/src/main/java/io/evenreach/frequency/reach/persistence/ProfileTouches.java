package io.evenreach.frequency.reach.persistence;

import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One person's touches. */
@Repository
public class ProfileTouches {

    private final JdbcClient jdbc;

    ProfileTouches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a page begins. */
    public record Position(Instant occurredAt, long touchId) {}

    /**
     * Newest first. A grant that gave its place back is expired from then on, although the ledger writes that down only
     * with the person's next grant.
     */
    public List<TouchRow> of(UUID profileId, @Nullable Position before, int limit) {
        return jdbc.sql("""
                        select touch_view.*,
                               state = :granted and expires_at <= to_timestamp(least(
                                   extract(epoch from clock_timestamp()),
                                   (select min(applied_through) / 1000.0 from exposure_watermark))) as lapsed
                        from touch_view
                        where profile_id = :profileId
                          and (cast(:beforeTime as timestamptz) is null
                               or (occurred_at, touch_id) < (cast(:beforeTime as timestamptz), :beforeTouch))
                        order by occurred_at desc, touch_id desc limit :limit""")
                .param("profileId", profileId)
                .param("granted", StoredCodes.of(TouchState.GRANTED))
                .param("beforeTime", before == null ? null : Timestamp.from(before.occurredAt()), Types.TIMESTAMP)
                .param("beforeTouch", before == null ? 0 : before.touchId())
                .param("limit", limit)
                .query((row, number) -> {
                    Timestamp expiresAt = row.getTimestamp("expires_at");
                    byte[] filedUnder = row.getBytes("filed_under");
                    return new TouchRow(
                            row.getLong("touch_id"),
                            row.getObject("campaign_id", UUID.class),
                            row.getString("channel"),
                            row.getTimestamp("occurred_at").toInstant(),
                            row.getBoolean("lapsed") ? TouchState.EXPIRED : StoredCodes.touchState(row.getInt("state")),
                            row.getInt("causes"),
                            row.getString("reporter"),
                            expiresAt == null ? null : expiresAt.toInstant(),
                            row.getObject("import_id", UUID.class),
                            filedUnder == null ? null : IdentifierKey.of(filedUnder));
                })
                .list();
    }

    /** Whom a profile id stands for now: itself, or whoever it was joined with. */
    public UUID current(UUID profileId) {
        return jdbc.sql("select profile_id from owner where founds = :profileId and profile_id is not null")
                .param("profileId", profileId)
                .query(UUID.class)
                .optional()
                .orElse(profileId);
    }
}
