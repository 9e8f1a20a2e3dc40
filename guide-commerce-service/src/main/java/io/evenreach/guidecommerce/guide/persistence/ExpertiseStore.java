package io.evenreach.guidecommerce.guide.persistence;

import io.evenreach.guidecommerce.guide.Expertise;
import io.evenreach.guidecommerce.guide.Expertise.Evidence;
import io.evenreach.guidecommerce.guide.Expertise.EvidenceKind;
import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What guides know, in PostgreSQL. */
@Repository
public class ExpertiseStore {

    private final JdbcClient jdbc;

    ExpertiseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Expertise> of(UUID guideId) {
        return jdbc.sql("select * from expertise where guide_id = ? order by kind desc, area")
                .param(guideId)
                .query(ExpertiseStore::expertise)
                .list();
    }

    public Optional<Expertise> find(UUID guideId, ExpertiseKind kind, String area) {
        return jdbc.sql("select * from expertise where guide_id = ? and kind = ? and area = ?")
                .param(guideId)
                .param(kind.name())
                .param(area)
                .query(ExpertiseStore::expertise)
                .optional();
    }

    public void keep(UUID guideId, Expertise expertise, Instant now) {
        Evidence evidence = expertise.evidence();
        jdbc.sql("""
                        insert into expertise (guide_id, kind, area, evidence_kind, evidence_reference, evidence_url,
                                               expires_at, declared_at, review, reason, verified, verified_until)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (guide_id, kind, area) do update
                           set evidence_kind = excluded.evidence_kind,
                               evidence_reference = excluded.evidence_reference,
                               evidence_url = excluded.evidence_url,
                               expires_at = excluded.expires_at,
                               review = excluded.review,
                               reason = excluded.reason,
                               verified = excluded.verified,
                               verified_until = excluded.verified_until
                        """)
                .param(guideId)
                .param(expertise.kind().name())
                .param(expertise.area())
                .param(evidence == null ? null : evidence.kind().name())
                .param(evidence == null ? null : evidence.reference())
                .param(evidence == null ? null : evidence.url())
                .param(utc(expertise.expiresAt()))
                .param(utc(now))
                .param(expertise.review().name())
                .param(expertise.reason())
                .param(expertise.verified())
                .param(utc(expertise.verifiedUntil()))
                .update();
    }

    /** Takes everything that was not refused as true, for as long as the guide says. */
    public void verifyAll(UUID guideId) {
        jdbc.sql("""
                        update expertise set review = 'VERIFIED', verified = true, verified_until = expires_at
                         where guide_id = ? and review = 'OPEN'
                        """).param(guideId).update();
    }

    public void delete(UUID guideId, ExpertiseKind kind, String area) {
        jdbc.sql("delete from expertise where guide_id = ? and kind = ? and area = ?")
                .param(guideId)
                .param(kind.name())
                .param(area)
                .update();
    }

    /** Whether both a place and a kind of goods are verified, and were not expired at a time. */
    public boolean knows(UUID guideId, String destination, String category, Instant at) {
        return jdbc.sql("""
                        select count(*) = 2 from expertise
                         where guide_id = ? and verified and (verified_until is null or verified_until > ?)
                           and (kind = 'DESTINATION' and area = ? or kind = 'CATEGORY' and area = ?)
                        """)
                .param(guideId)
                .param(utc(at))
                .param(destination)
                .param(category)
                .query(Boolean.class)
                .single();
    }

    private static Expertise expertise(ResultSet row, int number) throws SQLException {
        String evidence = row.getString("evidence_kind");
        return new Expertise(
                ExpertiseKind.valueOf(row.getString("kind")),
                row.getString("area"),
                evidence == null
                        ? null
                        : new Evidence(
                                EvidenceKind.valueOf(evidence),
                                row.getString("evidence_reference"),
                                row.getString("evidence_url")),
                time(row, "expires_at"),
                Review.valueOf(row.getString("review")),
                row.getString("reason"),
                row.getBoolean("verified"),
                time(row, "verified_until"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
