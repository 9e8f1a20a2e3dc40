package io.evenreach.guidecommerce.growth;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.platform.page.Cursor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows who brought whom, and what it earned, and corrects it. */
@Service
public class Growth {

    /** Deeper and larger trees are shown in part. */
    public static final int NODES_MAX = 1_000;

    private static final int DEPTH_MAX = 100;

    private final JdbcClient jdbc;
    private final Guides guides;
    private final Clock clock;

    Growth(JdbcClient jdbc, Guides guides, Clock clock) {
        this.jdbc = jdbc;
        this.guides = guides;
        this.clock = clock;
    }

    /** @param minor in the currency's minor units */
    public record Amount(String currency, long minor) {}

    /**
     * A guide in the forest.
     *
     * @param peers how many they brought themselves
     */
    public record Node(
            UUID guideId,
            @Nullable UUID referrerId,
            String displayName,
            String status,
            Instant joinedAt,
            int depth,
            int peers) {}

    /** What came of a correction. */
    public sealed interface Moved {
        record Done(Guide guide) implements Moved {}

        record NotThere() implements Moved {}

        /** The guide is not what the caller knew. */
        record Stale(long version) implements Moved {}

        record UnknownReferrer() implements Moved {}

        /** The guide would have brought themselves, directly or through others. */
        record Circle() implements Moved {}
    }

    /** The guide and everybody they brought, also through others: the nearest first, one above {@link #NODES_MAX} at most. */
    @Transactional(readOnly = true)
    public List<Node> subtree(UUID guideId) {
        return jdbc.sql("""
                        with recursive tree (guide_id, depth) as (
                            select guide_id, 0 from guide where guide_id = :root
                            union all
                            select g.guide_id, tree.depth + 1 from guide g join tree on g.referrer_id = tree.guide_id
                             where tree.depth < :depth)
                        select g.*, tree.depth, (select count(*) from guide p where p.referrer_id = g.guide_id) as peers
                          from tree join guide g using (guide_id)
                         order by tree.depth, g.created_at, g.guide_id limit :limit
                        """)
                .param("root", guideId)
                .param("depth", DEPTH_MAX)
                .param("limit", NODES_MAX + 1)
                .query((row, number) -> node(row, row.getInt("depth")))
                .list();
    }

    /** All guides, the earliest first. */
    @Transactional(readOnly = true)
    public List<Node> forest(Cursor.@Nullable Place after, int limit) {
        return jdbc.sql("""
                        select g.*, (select count(*) from guide p where p.referrer_id = g.guide_id) as peers
                          from guide g
                         where :at::timestamptz is null or (g.created_at, g.guide_id) > (:at, :id)
                         order by g.created_at, g.guide_id limit :limit
                        """)
                .param("at", after == null ? null : utc(after.at()))
                .param("id", after == null ? null : after.id())
                .param("limit", limit)
                .query((row, number) -> node(row, 0))
                .list();
    }

    /** What a guide earned by referral of the sales of each of their peers, less what was refunded. */
    @Transactional(readOnly = true)
    public Map<UUID, List<Amount>> earnedOf(UUID guideId) {
        return earned("l.payees[1]", "c.guide_id = any(?)", List.of(guideId));
    }

    /** What each of these guides earned by referral altogether, less what was refunded. */
    @Transactional(readOnly = true)
    public Map<UUID, List<Amount>> earnedBy(List<UUID> guideIds) {
        return earned("c.guide_id", "c.guide_id = any(?)", guideIds);
    }

    private record Earned(UUID guideId, Amount amount) {}

    private Map<UUID, List<Amount>> earned(String by, String whose, List<UUID> guideIds) {
        return jdbc
                .sql("select " + by + " as earner, c.currency, sum(c.left_minor) from commission c join sale_line l"
                        + " using (merchant_id, order_id, line_id) where c.depth > 0 and c.left_minor > 0 and " + whose
                        + " group by earner, c.currency order by c.currency")
                .param(guideIds.toArray(UUID[]::new))
                .query((row, number) ->
                        new Earned(row.getObject(1, UUID.class), new Amount(row.getString(2), row.getLong(3))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Earned::guideId, Collectors.mapping(Earned::amount, Collectors.toList())));
    }

    /**
     * Corrects who brought a guide; sales that are booked stay as they are. One correction at a time, so that two of them
     * cannot close a circle together.
     *
     * @param referrerId null where nobody did
     * @param known whether the caller knew this version of the guide
     */
    @Transactional
    public Moved reparent(UUID guideId, @Nullable UUID referrerId, LongPredicate known) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('forest of guides', 0))")
                .query((row, number) -> true)
                .single();
        Optional<Long> version = jdbc.sql("select version from guide where guide_id = ? for no key update")
                .param(guideId)
                .query(Long.class)
                .optional();
        if (version.isEmpty()) {
            return new Moved.NotThere();
        }
        if (!known.test(version.get())) {
            return new Moved.Stale(version.get());
        }
        if (referrerId != null) {
            if (guides.find(referrerId).isEmpty()) {
                return new Moved.UnknownReferrer();
            }
            if (isAbove(guideId, referrerId)) {
                return new Moved.Circle();
            }
        }
        jdbc.sql("""
                        update guide set referrer_id = :referrer, version = version + 1, changed_at = :now
                         where guide_id = :id and referrer_id is distinct from :referrer
                        """)
                .param("referrer", referrerId)
                .param("now", utc(clock.instant()))
                .param("id", guideId)
                .update();
        return new Moved.Done(guides.find(guideId).orElseThrow());
    }

    /** Whether the one is the other, or has brought them, also through others. */
    private boolean isAbove(UUID guideId, UUID below) {
        return jdbc.sql("""
                        with recursive above (guide_id) as (
                            select cast(? as uuid)
                            union
                            select g.referrer_id from guide g join above using (guide_id) where g.referrer_id is not null)
                        select exists (select 1 from above where guide_id = ?)
                        """).param(below).param(guideId).query(Boolean.class).single();
    }

    private static Node node(java.sql.ResultSet row, int depth) throws java.sql.SQLException {
        return new Node(
                row.getObject("guide_id", UUID.class),
                row.getObject("referrer_id", UUID.class),
                row.getString("display_name"),
                row.getString("status"),
                instant(row, "created_at"),
                depth,
                row.getInt("peers"));
    }
}
