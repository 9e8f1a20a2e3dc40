package io.evenreach.guidecommerce.guide.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.guide.Expertise;
import io.evenreach.guidecommerce.guide.Expertise.Evidence;
import io.evenreach.guidecommerce.guide.Expertise.EvidenceKind;
import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Expertises.Reviewable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                                               expires_at, declared_at, said_at, review, reason, verified, verified_until)
                        values (:guide, :kind, :area, :evidence, :reference, :url, :expires, :now, :now, :review, :reason,
                                :verified, :until)
                        on conflict (guide_id, kind, area) do update
                           set evidence_kind = excluded.evidence_kind,
                               evidence_reference = excluded.evidence_reference,
                               evidence_url = excluded.evidence_url,
                               expires_at = excluded.expires_at,
                               review = excluded.review,
                               reason = excluded.reason,
                               verified = excluded.verified,
                               verified_until = excluded.verified_until,
                               verified_by = case excluded.review when 'OPEN' then expertise.verified_by
                                                                  when 'VERIFIED' then excluded.evidence_kind end,
                               said_at = case excluded.review when 'OPEN' then excluded.said_at else expertise.said_at end
                        """)
                .param("guide", guideId)
                .param("kind", expertise.kind().name())
                .param("area", expertise.area())
                .param("evidence", evidence == null ? null : evidence.kind().name())
                .param("reference", evidence == null ? null : evidence.reference())
                .param("url", evidence == null ? null : evidence.url())
                .param("expires", utc(expertise.expiresAt()))
                .param("now", utc(now))
                .param("review", expertise.review().name())
                .param("reason", expertise.reason())
                .param("verified", expertise.verified())
                .param("until", utc(expertise.verifiedUntil()))
                .update();
    }

    /** Takes everything that was not refused as true, for as long as the guide says. */
    public void verifyAll(UUID guideId) {
        jdbc.sql("""
                        update expertise
                           set review = 'VERIFIED', verified = true, verified_until = expires_at, verified_by = evidence_kind
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

    /** The same for many at once. */
    public Map<Expertises.Knowing, Boolean> know(Collection<Expertises.Knowing> asked) {
        List<Expertises.Knowing> each = List.copyOf(asked);
        Map<Expertises.Knowing, Boolean> known = new HashMap<>();
        jdbc.sql("""
                        select w.place,
                               (select count(*) = 2 from expertise e
                                 where e.guide_id = w.guide_id and e.verified
                                   and (e.verified_until is null or e.verified_until > w.at)
                                   and (e.kind = 'DESTINATION' and e.area = w.destination
                                        or e.kind = 'CATEGORY' and e.area = w.category))
                          from unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[])
                               with ordinality as w(guide_id, destination, category, at, place)
                        """)
                .param(each.stream().map(Expertises.Knowing::guideId).toArray(UUID[]::new))
                .param(each.stream().map(Expertises.Knowing::destination).toArray(String[]::new))
                .param(each.stream().map(Expertises.Knowing::category).toArray(String[]::new))
                .param(each.stream().map(one -> one.at().toString()).toArray(String[]::new))
                .query((row, number) -> known.put(each.get((int) row.getLong(1) - 1), row.getBoolean(2)))
                .list();
        return known;
    }

    /**
     * Active guides who were verified by a licence that has expired, and by none that has not, unless the brand has made them
     * active since; so many of them.
     *
     * @param guideId whom it is asked of; null for everybody
     */
    public List<UUID> licencesExpired(@Nullable UUID guideId, Instant now, int limit) {
        return jdbc.sql("""
                        select g.guide_id from guide g
                         where g.status = 'ACTIVE' and (:guide::uuid is null or g.guide_id = :guide)
                           and exists (select 1 from expertise e
                                        where e.guide_id = g.guide_id and e.verified and e.verified_by = 'LICENCE'
                                          and e.verified_until <= :now
                                          and not exists (select 1 from guide_step s
                                                           where s.guide_id = g.guide_id and s.done_by is not null
                                                             and s.event in ('APPROVE', 'RENEWED', 'CLEARED')
                                                             and s.at >= e.verified_until))
                           and not exists (select 1 from expertise e
                                            where e.guide_id = g.guide_id and e.verified and e.verified_by = 'LICENCE'
                                              and (e.verified_until is null or e.verified_until > :now))
                         limit :limit
                        """)
                .param("guide", guideId)
                .param("now", utc(now))
                .param("limit", limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /** In the order in which they were said, after {@code after}, of guides whom the brand has approved and who have not left. */
    public List<Reviewable> inReview(Review review, Expertises.@Nullable Place after, int limit) {
        return jdbc.sql("""
                        select e.*, g.display_name from expertise e join guide g using (guide_id)
                         where e.review = :review and g.status in ('ACTIVE', 'DORMANT', 'SUSPENDED')
                           and (:at::timestamptz is null
                                or (e.said_at, e.guide_id, e.kind, e.area) > (:at, :guide, :kind, :area))
                         order by e.said_at, e.guide_id, e.kind, e.area limit :limit
                        """)
                .param("review", review.name())
                .param("at", after == null ? null : utc(after.saidAt()))
                .param("guide", after == null ? null : after.guideId())
                .param("kind", after == null ? null : after.kind().name())
                .param("area", after == null ? null : after.area())
                .param("limit", limit)
                .query((row, number) -> new Reviewable(
                        row.getObject("guide_id", UUID.class),
                        row.getString("display_name"),
                        instant(row, "said_at"),
                        expertise(row, number)))
                .list();
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
                instantOrNull(row, "expires_at"),
                Review.valueOf(row.getString("review")),
                row.getString("reason"),
                row.getBoolean("verified"),
                instantOrNull(row, "verified_until"));
    }
}
