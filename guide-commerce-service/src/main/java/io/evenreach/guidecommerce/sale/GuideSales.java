package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What guides have sold, read from what orders and commissions say. */
@Service
public class GuideSales {

    private final JdbcClient jdbc;

    GuideSales(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a page ended. */
    public record Position(Instant placedAt, String merchantId, String orderId, String lineId) {}

    /**
     * A line that is a guide's sale.
     *
     * @param commission what becomes of their part; null before the shopper has paid, and where it is nothing
     */
    public record Sale(
            Order.Key order,
            String lineId,
            Order.Status status,
            Instant placedAt,
            String productId,
            int quantity,
            String currency,
            long netMinor,
            long leftMinor,
            AttributionStatus attribution,
            @Nullable Earned commission) {

        public Position position() {
            return new Position(placedAt, order.merchantId(), order.orderId(), lineId);
        }
    }

    /**
     * A guide's part of a line, also where some of it was earned anew.
     *
     * @param state of what was earned last and has something left
     * @param leftMinor what of it was not refunded
     * @param payableFrom when delivery and return window are over; null before delivery
     */
    public record Earned(
            CommissionState state,
            long accruedMinor,
            long leftMinor,
            @Nullable Instant payableFrom) {}

    /** The newest first. */
    @Transactional(readOnly = true)
    public List<Sale> page(UUID guideId, @Nullable Position before, int limit) {
        return jdbc.sql("""
                        select l.*, o.status, o.placed_at, c.state, c.accrued_minor, c.earned_left, c.payable_from
                          from sale_line l join sale_order o using (merchant_id, order_id)
                          left join lateral (
                               select (array_agg(e.state order by e.left_minor > 0 desc, e.accrued_at desc, e.commission_id))[1]
                                          as state,
                                      greatest(sum(e.accrued_minor) filter (where e.origin = ''), sum(e.left_minor))
                                          as accrued_minor,
                                      sum(e.left_minor) as earned_left, max(e.payable_from) as payable_from
                                 from commission e
                                where e.merchant_id = l.merchant_id and e.order_id = l.order_id and e.line_id = l.line_id
                                  and e.depth = 0 and e.guide_id = :guide) c on true
                         where cardinality(l.payees) > 0 and l.payees[1] = :guide
                           and (:at::timestamptz is null
                                or (o.placed_at, l.merchant_id, l.order_id, l.line_id) < (:at, :merchant, :order, :line))
                         order by o.placed_at desc, l.merchant_id desc, l.order_id desc, l.line_id desc limit :limit
                        """)
                .param("guide", guideId)
                .param("at", before == null ? null : OffsetDateTime.ofInstant(before.placedAt(), ZoneOffset.UTC))
                .param("merchant", before == null ? null : before.merchantId())
                .param("order", before == null ? null : before.orderId())
                .param("line", before == null ? null : before.lineId())
                .param("limit", limit)
                .query(GuideSales::sale)
                .list();
    }

    private static Sale sale(ResultSet row, int number) throws SQLException {
        String state = row.getString("state");
        OffsetDateTime payableFrom = row.getObject("payable_from", OffsetDateTime.class);
        return new Sale(
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getString("line_id"),
                Order.Status.valueOf(row.getString("status")),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                row.getString("product_id"),
                row.getInt("quantity"),
                row.getString("currency"),
                row.getLong("net_minor"),
                row.getLong("left_minor"),
                AttributionStatus.valueOf(row.getString("attribution")),
                state == null
                        ? null
                        : new Earned(
                                CommissionState.valueOf(state),
                                row.getLong("accrued_minor"),
                                row.getLong("earned_left"),
                                payableFrom == null ? null : payableFrom.toInstant()));
    }
}
