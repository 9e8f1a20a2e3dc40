package io.evenreach.guidecommerce.sale;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What guides have sold and earn on, read from what orders and commissions say. */
@Service
public class GuideSales {

    private final JdbcClient jdbc;

    GuideSales(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a page ended. */
    public record Position(Instant placedAt, String merchantId, String orderId, String lineId) {}

    /** Why nothing is left of what a guide earned on a line. */
    public enum Ended {
        REFUNDED,
        CANCELLED,
        /** The shopper's bank took the money back. */
        CHARGED_BACK,
        /** A hold was right. */
        HOLD_UPHELD,
        /** The sale was given to another guide. */
        REASSIGNED
    }

    /**
     * A line that a guide earns on or earned on.
     *
     * @param depth 0 for a sale of their own, 1 and 2 for one of a guide whom they brought
     * @param attribution whose sale it is now, which need not be theirs any more
     * @param disputedUntil when a claim of another guide is decided where nobody has done so; null where there is none
     * @param commission what becomes of their part; null before the shopper has paid, and where it is nothing
     */
    public record Sale(
            Order.Key order,
            String merchantName,
            String lineId,
            int depth,
            Order.Status status,
            Instant placedAt,
            String productId,
            String productTitle,
            int quantity,
            String currency,
            long netMinor,
            long leftMinor,
            AttributionStatus attribution,
            @Nullable Instant disputedUntil,
            @Nullable Earned commission) {

        public Position position() {
            return new Position(placedAt, order.merchantId(), order.orderId(), lineId);
        }
    }

    /**
     * A guide's part of a line, also where some of it was earned anew.
     *
     * @param state of what was earned last and has something left
     * @param leftMinor what of it was not taken back
     * @param owedMinor what was taken back after it had been paid out, and will be netted
     * @param payableFrom when delivery and return window are over; null before delivery
     * @param ended why nothing is left; null where something is
     */
    public record Earned(
            CommissionState state,
            long accruedMinor,
            long leftMinor,
            long owedMinor,
            @Nullable Instant payableFrom,
            @Nullable Ended ended) {}

    /** The newest first. */
    @Transactional(readOnly = true)
    public List<Sale> page(UUID guideId, @Nullable Position before, int limit) {
        return jdbc.sql("""
                        with earned_on as (
                            select merchant_id, order_id, line_id, min(depth) as own_depth from (
                                   select merchant_id, order_id, line_id, 0 as depth from sale_line
                                    where cardinality(payees) > 0 and payees[1] = :guide
                                   union all
                                   select merchant_id, order_id, line_id, depth from commission where guide_id = :guide)
                                as line_and_depth
                             group by merchant_id, order_id, line_id),
                        chosen as (
                            select merchant_id, order_id, line_id,
                                   coalesce(array_position(l.payees, :guide::uuid) - 1, s.own_depth) as own_depth
                              from earned_on s join sale_line l using (merchant_id, order_id, line_id)
                              join sale_order o using (merchant_id, order_id)
                             where :at::timestamptz is null
                                or (o.placed_at, merchant_id, order_id, line_id) < (:at, :merchant, :order, :line)
                             order by o.placed_at desc, merchant_id desc, order_id desc, line_id desc limit :limit)
                        select l.*, s.own_depth, o.status, o.placed_at, m.name as merchant_name, p.title, c.state,
                               c.accrued_minor, c.earned_left, c.owed_minor, c.payable_from,
                               (select d.deadline from sale_dispute d
                                 where d.merchant_id = l.merchant_id and d.order_id = l.order_id and d.line_id = l.line_id
                                   and d.state = 'OPEN' and d.guide_id <> :guide) as disputed_until,
                               case when c.earned_left > 0 or c.state is null then null
                                    when exists (select 1 from sale_hold h
                                                  where h.merchant_id = l.merchant_id and h.order_id = l.order_id
                                                    and h.line_id = l.line_id and h.state = 'UPHELD'
                                                    and (h.guide_id = :guide or (s.own_depth > 0 and h.depth = 0)))
                                         then 'HOLD_UPHELD'
                                    when not :guide = any(l.payees) then 'REASSIGNED'
                                    when o.status = 'CANCELLED' then 'CANCELLED'
                                    when exists (select 1 from chargeback_line t
                                                   join chargeback b using (merchant_id, order_id, chargeback_id)
                                                  where t.merchant_id = l.merchant_id and t.order_id = l.order_id
                                                    and t.line_id = l.line_id and t.taken_minor > 0
                                                    and b.status <> 'WON') then 'CHARGED_BACK'
                                    else 'REFUNDED' end as ended
                          from chosen s join sale_line l using (merchant_id, order_id, line_id)
                          join sale_order o using (merchant_id, order_id)
                          join merchant m using (merchant_id) join product p on p.product_id = l.product_id
                          left join lateral (
                               select (array_agg(e.state order by e.left_minor > 0 desc, e.accrued_at desc, e.commission_id))[1]
                                          as state,
                                      greatest(sum(e.accrued_minor) filter (where e.origin = ''), sum(e.left_minor))
                                          as accrued_minor,
                                      sum(e.left_minor) as earned_left, sum(e.debt_minor) as owed_minor,
                                      max(e.payable_from) as payable_from
                                 from commission e
                                where e.merchant_id = l.merchant_id and e.order_id = l.order_id and e.line_id = l.line_id
                                  and e.depth = s.own_depth and e.guide_id = :guide) c on true
                         order by o.placed_at desc, l.merchant_id desc, l.order_id desc, l.line_id desc
                        """)
                .param("guide", guideId)
                .param("at", before == null ? null : utc(before.placedAt()))
                .param("merchant", before == null ? null : before.merchantId())
                .param("order", before == null ? null : before.orderId())
                .param("line", before == null ? null : before.lineId())
                .param("limit", limit)
                .query(GuideSales::sale)
                .list();
    }

    private static Sale sale(ResultSet row, int number) throws SQLException {
        return new Sale(
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getString("merchant_name"),
                row.getString("line_id"),
                row.getInt("own_depth"),
                Order.Status.valueOf(row.getString("status")),
                instant(row, "placed_at"),
                row.getString("product_id"),
                row.getString("title"),
                row.getInt("quantity"),
                row.getString("currency"),
                row.getLong("net_minor"),
                row.getLong("left_minor"),
                AttributionStatus.valueOf(row.getString("attribution")),
                instantOrNull(row, "disputed_until"),
                earned(row));
    }

    private static @Nullable Earned earned(ResultSet row) throws SQLException {
        String state = row.getString("state");
        if (state == null) {
            return null;
        }
        String ended = row.getString("ended");
        return new Earned(
                CommissionState.valueOf(state),
                row.getLong("accrued_minor"),
                row.getLong("earned_left"),
                row.getLong("owed_minor"),
                instantOrNull(row, "payable_from"),
                ended == null ? null : Ended.valueOf(ended));
    }
}
