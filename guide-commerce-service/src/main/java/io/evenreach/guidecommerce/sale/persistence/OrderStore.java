package io.evenreach.guidecommerce.sale.persistence;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders in PostgreSQL. */
@Repository
public class OrderStore {

    private final JdbcClient jdbc;

    OrderStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An order's row without its lines.
     *
     * @param buyer the keys of whoever bought
     * @param persons those of them that name a person, not a device
     * @param code that came with it, whether it is anybody's or not
     * @param tooFast whether there were too many orders of its guide when it came
     */
    public record Head(
            Order.Key key,
            byte[] digest,
            Order.Status status,
            Instant placedAt,
            @Nullable Instant checkoutAt,
            @Nullable String code,
            List<IdentifierKey> buyer,
            List<IdentifierKey> persons,
            boolean tooFast,
            String attribution,
            @Nullable Instant deliveredAt) {}

    /**
     * @param knownSince when it came, whenever the shop says that it was placed
     * @return false where there is an order of this key already; then it is locked, whoever has just added it
     */
    public boolean insert(
            Order.Placement order,
            Collection<IdentifierKey> persons,
            byte[] digest,
            String attribution,
            Instant knownSince) {
        return jdbc.sql("""
                        insert into sale_order (merchant_id, order_id, digest, status, placed_at, checkout_at, click_id,
                                                code, buyer_keys, person_keys, attribution, known_since)
                        values (?, ?, ?, 'PLACED', ?, ?, ?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing
                        """)
                        .param(order.key().merchantId())
                        .param(order.key().orderId())
                        .param(digest)
                        .param(utc(order.placedAt()))
                        .param(order.checkoutAt() == null ? null : utc(order.checkoutAt()))
                        .param(order.clickId())
                        .param(order.code())
                        .param(bytes(order.buyer()))
                        .param(bytes(persons))
                        .param(attribution)
                        .param(utc(knownSince))
                        .update()
                == 1;
    }

    public void insertLines(Order.Key key, List<Order.Line> lines) {
        for (Order.Line line : lines) {
            jdbc.sql("""
                            insert into sale_line (merchant_id, order_id, line_id, product_id, quantity, currency,
                                                   net_minor, left_minor, attribution, payees, commission_bps,
                                                   guide_share_bps, referrer_share_bps, hold_days)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .param(key.merchantId())
                    .param(key.orderId())
                    .param(line.lineId())
                    .param(line.productId())
                    .param(line.quantity())
                    .param(line.currency())
                    .param(line.netMinor())
                    .param(line.leftMinor())
                    .param(line.attribution().name())
                    .param(line.payees().toArray(UUID[]::new))
                    .param(line.rates().commissionBps())
                    .param(line.rates().guideShareBps())
                    .param(line.rates().referrerShareOfPlatformBps())
                    .param(line.holdDays())
                    .update();
        }
    }

    public Optional<Head> find(Order.Key key) {
        return head(key, "");
    }

    /** The order, which nobody else changes until the transaction ends; what refers to it can be added meanwhile. */
    public Optional<Head> lock(Order.Key key) {
        return head(key, " for no key update");
    }

    private Optional<Head> head(Order.Key key, String suffix) {
        return jdbc.sql("select * from sale_order where merchant_id = ? and order_id = ?" + suffix)
                .param(key.merchantId())
                .param(key.orderId())
                .query(OrderStore::head)
                .optional();
    }

    /** The merchants that have an order of this id, two at most. */
    public List<String> merchantsOf(String orderId) {
        return jdbc.sql("select merchant_id from sale_order where order_id = ? limit 2")
                .param(orderId)
                .query((row, number) -> row.getString(1))
                .list();
    }

    public List<Order.Line> lines(Order.Key key) {
        return jdbc.sql("select * from sale_line where merchant_id = ? and order_id = ? order by line_id")
                .param(key.merchantId())
                .param(key.orderId())
                .query(OrderStore::line)
                .list();
    }

    public void change(Order.Key key, Order.Status status, @Nullable Instant deliveredAt) {
        jdbc.sql("""
                        update sale_order set status = ?, delivered_at = coalesce(delivered_at, ?)
                         where merchant_id = ? and order_id = ?
                        """)
                .param(status.name())
                .param(deliveredAt == null ? null : utc(deliveredAt))
                .param(key.merchantId())
                .param(key.orderId())
                .update();
    }

    public void change(Order.Key key, Order.Line line) {
        jdbc.sql("""
                        update sale_line set left_minor = ?, attribution = ?, payees = ?, voided_legs = ?,
                               commission_bps = ?, guide_share_bps = ?, referrer_share_bps = ?, hold_days = ?
                         where merchant_id = ? and order_id = ? and line_id = ?
                        """)
                .param(line.leftMinor())
                .param(line.attribution().name())
                .param(line.payees().toArray(UUID[]::new))
                .param(line.voidedLegs().toArray(Integer[]::new))
                .param(line.rates().commissionBps())
                .param(line.rates().guideShareBps())
                .param(line.rates().referrerShareOfPlatformBps())
                .param(line.holdDays())
                .param(key.merchantId())
                .param(key.orderId())
                .param(line.lineId())
                .update();
    }

    public void tooFast(Order.Key key) {
        jdbc.sql("update sale_order set too_fast = true where merchant_id = ? and order_id = ?")
                .param(key.merchantId())
                .param(key.orderId())
                .update();
    }

    /** Orders that came before a time and that nobody has paid or cancelled, the oldest first. */
    public List<Order.Key> unpaid(Instant knownBefore, int limit) {
        return jdbc.sql("""
                        select merchant_id, order_id from sale_order where status = 'PLACED' and known_since < ?
                         order by known_since limit ?
                        """)
                .param(utc(knownBefore))
                .param(limit)
                .query((row, number) -> new Order.Key(row.getString("merchant_id"), row.getString("order_id")))
                .list();
    }

    /**
     * Leaves lines nobody's of which nobody has said in time that they are theirs, also those of cancelled orders, which
     * nobody can claim.
     *
     * @return the orders they are of, which are locked
     */
    public Set<Order.Key> leaveUnclaimed(Instant placedBefore, int limit) {
        return Set.copyOf(jdbc.sql("""
                        update sale_line l set attribution = 'FINAL_NONE'
                          from (select merchant_id, order_id from sale_order o
                                 where status in ('PAID', 'DELIVERED', 'CANCELLED') and placed_at < ? and exists (
                                       select 1 from sale_line u where u.merchant_id = o.merchant_id
                                          and u.order_id = o.order_id and u.attribution = 'UNATTRIBUTED')
                                 limit ? for no key update skip locked) as due
                         where l.merchant_id = due.merchant_id and l.order_id = due.order_id
                           and l.attribution = 'UNATTRIBUTED'
                        returning l.merchant_id, l.order_id
                        """)
                .param(utc(placedBefore))
                .param(limit)
                .query((row, number) -> new Order.Key(row.getString(1), row.getString(2)))
                .list());
    }

    /** The digest of a refund that is known; empty for a new one. */
    public Optional<byte[]> refund(Order.Key key, String refundId) {
        return jdbc.sql("select digest from sale_refund where merchant_id = ? and order_id = ? and refund_id = ?")
                .param(key.merchantId())
                .param(key.orderId())
                .param(refundId)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    public void insertRefund(Order.Key key, String refundId, byte[] digest, Instant at) {
        jdbc.sql("insert into sale_refund (merchant_id, order_id, refund_id, digest, at) values (?, ?, ?, ?, ?)")
                .param(key.merchantId())
                .param(key.orderId())
                .param(refundId)
                .param(digest)
                .param(utc(at))
                .update();
    }

    private static Head head(ResultSet row, int number) throws SQLException {
        OffsetDateTime checkout = row.getObject("checkout_at", OffsetDateTime.class);
        OffsetDateTime delivered = row.getObject("delivered_at", OffsetDateTime.class);
        return new Head(
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getBytes("digest"),
                Order.Status.valueOf(row.getString("status")),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                checkout == null ? null : checkout.toInstant(),
                row.getString("code"),
                keys(row, "buyer_keys"),
                keys(row, "person_keys"),
                row.getBoolean("too_fast"),
                row.getString("attribution"),
                delivered == null ? null : delivered.toInstant());
    }

    private static List<IdentifierKey> keys(ResultSet row, String column) throws SQLException {
        return Arrays.stream((byte[][]) row.getArray(column).getArray())
                .map(IdentifierKey::of)
                .toList();
    }

    private static byte[][] bytes(Collection<IdentifierKey> keys) {
        return keys.stream().map(IdentifierKey::bytes).toArray(byte[][]::new);
    }

    private static Order.Line line(ResultSet row, int number) throws SQLException {
        return new Order.Line(
                row.getString("line_id"),
                row.getString("product_id"),
                row.getInt("quantity"),
                row.getString("currency"),
                row.getLong("net_minor"),
                row.getLong("left_minor"),
                AttributionStatus.valueOf(row.getString("attribution")),
                List.of((UUID[]) row.getArray("payees").getArray()),
                Set.of((Integer[]) row.getArray("voided_legs").getArray()),
                new Rates(
                        row.getInt("commission_bps"), row.getInt("guide_share_bps"), row.getInt("referrer_share_bps")),
                row.getInt("hold_days"));
    }

    private static OffsetDateTime utc(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
