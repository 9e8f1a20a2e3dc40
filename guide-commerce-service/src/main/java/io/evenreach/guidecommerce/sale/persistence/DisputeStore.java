package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.sale.Dispute;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Disputes in PostgreSQL. Whoever changes one has locked its order. */
@Repository
public class DisputeStore {

    private final JdbcClient jdbc;

    DisputeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(Dispute dispute) {
        jdbc.sql("""
                        insert into sale_dispute (dispute_id, merchant_id, order_id, line_id, guide_id, owner_id, state,
                                                  statement, opened_at, deadline)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(dispute.disputeId())
                .param(dispute.key().merchantId())
                .param(dispute.key().orderId())
                .param(dispute.lineId())
                .param(dispute.guideId())
                .param(dispute.ownerId())
                .param(dispute.state().name())
                .param(dispute.statement())
                .param(utc(dispute.openedAt()))
                .param(utc(dispute.deadline()))
                .update();
    }

    public void decide(UUID disputeId, DisputeState state, Instant at, String by, String why) {
        jdbc.sql("""
                        update sale_dispute set state = ?, decided_at = ?, decided_by = ?, decision = ? where dispute_id = ?
                        """)
                .param(state.name())
                .param(utc(at))
                .param(by)
                .param(why)
                .param(disputeId)
                .update();
    }

    public void answer(UUID disputeId, String answer) {
        jdbc.sql("update sale_dispute set answer = ? where dispute_id = ?")
                .param(answer)
                .param(disputeId)
                .update();
    }

    /** Commission of a payee that a dispute holds. */
    public record Disputed(Dispute dispute, long amountMinor, String currency) {}

    public List<Disputed> disputedOf(UUID payee) {
        return jdbc.sql("""
                        select d.*, c.located_minor, c.currency from commission c
                          join sale_dispute d using (merchant_id, order_id, line_id)
                         where c.guide_id = ? and c.state = 'HELD' and d.state = 'OPEN'
                         order by d.opened_at, d.dispute_id
                        """)
                .param(payee)
                .query((row, number) ->
                        new Disputed(dispute(row, number), row.getLong("located_minor"), row.getString("currency")))
                .list();
    }

    public Optional<Dispute> find(UUID disputeId) {
        return jdbc.sql("select * from sale_dispute where dispute_id = ?")
                .param(disputeId)
                .query(DisputeStore::dispute)
                .optional();
    }

    /** Of all lines of an order, the oldest first. */
    public List<Dispute> of(Order.Key order) {
        return jdbc.sql("""
                        select * from sale_dispute where merchant_id = ? and order_id = ? order by opened_at, dispute_id
                        """)
                .param(order.merchantId())
                .param(order.orderId())
                .query(DisputeStore::dispute)
                .list();
    }

    public List<UUID> due(Instant now, int limit) {
        return jdbc.sql(
                        "select dispute_id from sale_dispute where state = 'OPEN' and deadline <= ? order by deadline limit ?")
                .param(utc(now))
                .param(limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /** The newest first, after {@code after}; those of one guide, by or against them, or those that wait for a decision, only. */
    public List<Dispute> page(@Nullable UUID guideId, boolean undecided, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select * from sale_dispute
                         where (:guide::uuid is null or guide_id = :guide or owner_id = :guide) and (not :undecided or state = 'OPEN')
                           and (:after::uuid is null or (opened_at, dispute_id) <
                                (select opened_at, dispute_id from sale_dispute where dispute_id = :after))
                         order by opened_at desc, dispute_id desc limit :limit
                        """)
                .param("guide", guideId)
                .param("undecided", undecided)
                .param("after", after)
                .param("limit", limit)
                .query(DisputeStore::dispute)
                .list();
    }

    private static Dispute dispute(ResultSet row, int number) throws SQLException {
        return new Dispute(
                row.getObject("dispute_id", UUID.class),
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getString("line_id"),
                row.getObject("guide_id", UUID.class),
                row.getObject("owner_id", UUID.class),
                DisputeState.valueOf(row.getString("state")),
                row.getString("statement"),
                row.getString("answer"),
                instant(row, "opened_at"),
                instant(row, "deadline"),
                instantOrNull(row, "decided_at"),
                row.getString("decided_by"),
                row.getString("decision"));
    }
}
