package io.evenreach.guidecommerce.guide.persistence;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

    public void insert(Guide guide, Instant now) {
        jdbc.sql("""
                        insert into guide (guide_id, version, status, display_name, destinations, categories, languages,
                                           referral_code, referrer_id, created_at, changed_at)
                        values (:id, :version, :status, :name, :destinations, :categories, :languages,
                                :code, :referrer, :now, :now)
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
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .update();
    }

    public void changeStatus(UUID guideId, GuideStatus status, Instant now) {
        jdbc.sql("update guide set status = ?, version = version + 1, changed_at = ? where guide_id = ?")
                .param(status.name())
                .param(OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
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
                .param(OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
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

    /** After {@code after} in the order of ids; of one status where one is given. */
    public List<Guide> page(@Nullable GuideStatus status, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select * from guide
                         where (:after::uuid is null or guide_id > :after) and (:status::text is null or status = :status)
                         order by guide_id limit :limit
                        """)
                .param("after", after)
                .param("status", status == null ? null : status.name())
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
