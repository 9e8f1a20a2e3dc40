package io.evenreach.guidecommerce.guide.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.GuideStep;
import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Guides in PostgreSQL. */
@Repository
public class GuideStore {

    private final JdbcClient jdbc;

    GuideStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return false where there is a guide of this id already; then nothing happens */
    public boolean insert(Guide guide, Instant now) {
        return jdbc.sql("""
                        insert into guide (guide_id, version, status, display_name, destinations, categories, languages,
                                           referral_code, referrer_id, created_at, changed_at, status_since)
                        values (:id, :version, :status, :name, :destinations, :categories, :languages,
                                :code, :referrer, :now, :now, :now)
                        on conflict (guide_id) do nothing
                        """)
                        .param("id", guide.guideId())
                        .param("version", guide.version())
                        .param("status", guide.status().name())
                        .param("name", guide.displayName())
                        .param("destinations", guide.destinations().toArray(String[]::new))
                        .param("categories", guide.categories().toArray(String[]::new))
                        .param("languages", guide.languages().toArray(String[]::new))
                        .param("code", guide.referralCode())
                        .param("referrer", guide.referrerId())
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    public void take(UUID guideId, GuideStep step) {
        jdbc.sql("""
                        update guide set status = ?, status_since = ?, reason = ?, version = ?, changed_at = ?
                         where guide_id = ?
                        """)
                .param(step.to().name())
                .param(utc(step.at()))
                .param(step.reason())
                .param(step.version())
                .param(utc(step.at()))
                .param(guideId)
                .update();
        jdbc.sql("""
                        insert into guide_step (guide_id, version, at, event, from_status, to_status, reason, done_by)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(guideId)
                .param(step.version())
                .param(utc(step.at()))
                .param(step.event().name())
                .param(step.from().name())
                .param(step.to().name())
                .param(step.reason())
                .param(step.doneBy())
                .update();
    }

    /** The newest first, from before a version on where one is given. */
    public List<GuideStep> steps(UUID guideId, @Nullable Long before, int limit) {
        return jdbc.sql("""
                        select * from guide_step where guide_id = :id and (:before::bigint is null or version < :before)
                         order by version desc limit :limit
                        """)
                .param("id", guideId)
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> new GuideStep(
                        row.getLong("version"),
                        instant(row, "at"),
                        GuideEvent.valueOf(row.getString("event")),
                        GuideStatus.valueOf(row.getString("from_status")),
                        GuideStatus.valueOf(row.getString("to_status")),
                        row.getString("reason"),
                        row.getString("done_by")))
                .list();
    }

    /** Who has stood in a status since before a time. */
    public List<UUID> standing(GuideStatus status, Instant before, int limit) {
        return jdbc.sql(
                        "select guide_id from guide where status = ? and status_since < ? order by status_since limit ?")
                .param(status.name())
                .param(utc(before))
                .param(limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    public void changeDeclared(UUID guideId, List<String> destinations, List<String> categories, Instant now) {
        jdbc.sql("""
                        update guide set destinations = ?, categories = ?, version = version + 1, changed_at = ?
                         where guide_id = ?
                        """)
                .param(destinations.toArray(String[]::new))
                .param(categories.toArray(String[]::new))
                .param(utc(now))
                .param(guideId)
                .update();
    }

    public void changePayee(UUID guideId, Guide.Payee payee, Instant now) {
        jdbc.sql("""
                        update guide set payee_name = ?, payee_account = ?, payee_bic = ?, version = version + 1,
                               changed_at = ? where guide_id = ?
                        """)
                .param(payee.name())
                .param(payee.account())
                .param(payee.bic())
                .param(utc(now))
                .param(guideId)
                .update();
    }

    public Optional<Guide> find(UUID guideId) {
        return jdbc.sql("select * from guide where guide_id = ?")
                .param(guideId)
                .query(GuideStore::guide)
                .optional();
    }

    /** The guide, whom nobody else changes until the transaction ends. */
    public Optional<Guide> lock(UUID guideId) {
        return jdbc.sql("select * from guide where guide_id = ? for update")
                .param(guideId)
                .query(GuideStore::guide)
                .optional();
    }

    public List<Guide> findAll(Collection<UUID> guideIds) {
        return jdbc.sql("select * from guide where guide_id = any(?)")
                .param(guideIds.toArray(UUID[]::new))
                .query(GuideStore::guide)
                .list();
    }

    public Optional<UUID> ofReferralCode(String code) {
        return jdbc.sql("select guide_id from guide where referral_code = ?")
                .param(code)
                .query(UUID.class)
                .optional();
    }

    /** Of one status, whoever has stood there longest first. */
    public List<Guide> queue(GuideStatus status, Cursor.@Nullable Place after, int limit) {
        return jdbc.sql("""
                        select * from guide
                         where status = :status
                           and (:at::timestamptz is null or (status_since, guide_id) > (:at, :id))
                         order by status_since, guide_id limit :limit
                        """)
                .param("status", status.name())
                .param("at", after == null ? null : utc(after.at()))
                .param("id", after == null ? null : after.id())
                .param("limit", limit)
                .query(GuideStore::guide)
                .list();
    }

    /** After {@code after} in the order of ids. */
    public List<Guide> page(@Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select * from guide where :after::uuid is null or guide_id > :after order by guide_id limit :limit
                        """)
                .param("after", after)
                .param("limit", limit)
                .query(GuideStore::guide)
                .list();
    }

    private static Guide guide(ResultSet row, int number) throws SQLException {
        String payee = row.getString("payee_name");
        return new Guide(
                row.getObject("guide_id", UUID.class),
                row.getLong("version"),
                GuideStatus.valueOf(row.getString("status")),
                instant(row, "status_since"),
                row.getString("reason"),
                row.getString("display_name"),
                texts(row, "destinations"),
                texts(row, "categories"),
                texts(row, "languages"),
                row.getString("referral_code"),
                row.getObject("referrer_id", UUID.class),
                payee == null
                        ? null
                        : new Guide.Payee(payee, row.getString("payee_account"), row.getString("payee_bic")));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
