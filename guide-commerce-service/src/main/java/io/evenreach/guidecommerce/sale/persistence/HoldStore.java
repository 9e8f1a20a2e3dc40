package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.sale.Hold;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
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

/** Holds in PostgreSQL. Whoever changes one has locked its order. */
@Repository
public class HoldStore {

    private static final String UNDECIDED = "state in ('OPEN', 'APPEALED', 'FLAGGED')";

    private final JdbcClient jdbc;

    HoldStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(Hold hold) {
        jdbc.sql("""
                        insert into sale_hold (hold_id, merchant_id, order_id, line_id, guide_id, depth, reason, note, state,
                                               opened_at, deadline)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(hold.holdId())
                .param(hold.key().merchantId())
                .param(hold.key().orderId())
                .param(hold.lineId())
                .param(hold.guideId())
                .param(hold.depth())
                .param(hold.reason().name())
                .param(hold.note())
                .param(hold.state().name())
                .param(utc(hold.openedAt()))
                .param(utc(hold.deadline()))
                .update();
    }

    public void change(Hold hold) {
        jdbc.sql("""
                        update sale_hold set state = ?, deadline = ?, appeal = ?, decided_at = ?, decided_by = ?, decision = ?
                         where hold_id = ?
                        """)
                .param(hold.state().name())
                .param(utc(hold.deadline()))
                .param(hold.appeal())
                .param(utc(hold.decidedAt()))
                .param(hold.decidedBy())
                .param(hold.decision())
                .param(hold.holdId())
                .update();
    }

    public Optional<Hold> find(UUID holdId) {
        return jdbc.sql("select * from sale_hold where hold_id = ?")
                .param(holdId)
                .query(HoldStore::hold)
                .optional();
    }

    /** Of all lines of an order, the oldest first. */
    public List<Hold> of(Order.Key order) {
        return jdbc.sql("select * from sale_hold where merchant_id = ? and order_id = ? order by opened_at, hold_id")
                .param(order.merchantId())
                .param(order.orderId())
                .query(HoldStore::hold)
                .list();
    }

    /** Those of some commissions that nobody has decided. */
    public List<Hold> undecidedOf(Collection<UUID> commissionIds) {
        return jdbc.sql("select * from sale_hold h where " + UNDECIDED + """
                         and exists (select 1 from commission c
                                      where c.commission_id = any(?) and c.merchant_id = h.merchant_id
                                        and c.order_id = h.order_id and c.line_id = h.line_id and h.depth in (0, c.depth))
                         order by merchant_id, order_id, opened_at, hold_id
                        """)
                .param(commissionIds.toArray(UUID[]::new))
                .query(HoldStore::hold)
                .list();
    }

    /** Those that nobody has decided and whose deadline has passed. */
    public List<UUID> due(Instant now, int limit) {
        return jdbc.sql("select hold_id from sale_hold where " + UNDECIDED
                        + " and deadline <= ? order by deadline limit ?")
                .param(utc(now))
                .param(limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * Held commission of a payee, with what holds it.
     *
     * @param amountMinor with what came back from the bank after it had been netted
     */
    public record Held(Hold hold, long amountMinor, String currency) {}

    public List<Held> heldOf(UUID payee) {
        return jdbc.sql("""
                        select h.*, c.located_minor, c.currency from commission c
                          join sale_hold h using (merchant_id, order_id, line_id)
                         where c.guide_id = ? and c.state = 'HELD' and h.state in ('OPEN', 'APPEALED')
                           and h.depth in (0, c.depth)
                         order by h.opened_at, h.hold_id
                        """)
                .param(payee)
                .query((row, number) ->
                        new Held(hold(row, number), row.getLong("located_minor"), row.getString("currency")))
                .list();
    }

    /**
     * The newest first, after {@code after}.
     *
     * @param guideId of one guide only
     * @param undecided those that wait for a decision only
     */
    public List<Hold> page(@Nullable UUID guideId, boolean undecided, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select * from sale_hold
                         where (:guide::uuid is null or guide_id = :guide) and (not :undecided or %s)
                           and (:after::uuid is null or (opened_at, hold_id) <
                                (select opened_at, hold_id from sale_hold where hold_id = :after))
                         order by opened_at desc, hold_id desc limit :limit
                        """.formatted(UNDECIDED))
                .param("guide", guideId)
                .param("undecided", undecided)
                .param("after", after)
                .param("limit", limit)
                .query(HoldStore::hold)
                .list();
    }

    private static Hold hold(ResultSet row, int number) throws SQLException {
        return new Hold(
                row.getObject("hold_id", UUID.class),
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getString("line_id"),
                row.getObject("guide_id", UUID.class),
                row.getInt("depth"),
                HoldReason.valueOf(row.getString("reason")),
                row.getString("note"),
                HoldState.valueOf(row.getString("state")),
                instant(row, "opened_at"),
                instant(row, "deadline"),
                row.getString("appeal"),
                instantOrNull(row, "decided_at"),
                row.getString("decided_by"),
                row.getString("decision"));
    }
}
