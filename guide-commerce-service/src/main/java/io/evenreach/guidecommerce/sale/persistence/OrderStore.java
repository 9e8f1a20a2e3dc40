package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Columns.literal;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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
     * @param acrossDevices whether touches of other browsers count, because identity said that the buyer made them
     */
    public record Head(
            Order.Key key,
            byte[] digest,
            Order.Status status,
            Instant placedAt,
            @Nullable Instant checkoutAt,
            @Nullable UUID clickId,
            @Nullable String code,
            List<IdentifierKey> buyer,
            List<IdentifierKey> persons,
            boolean tooFast,
            boolean acrossDevices,
            String attribution,
            @Nullable Instant deliveredAt) {}

    /**
     * @param attribution what it is decided from whose sale it is, as JSON
     * @param acrossDevices see {@link Head}
     */
    public record NewOrder(
            Order.Placement placement,
            List<IdentifierKey> persons,
            byte[] digest,
            String attribution,
            boolean acrossDevices) {}

    /**
     * Adds orders, in the order that they are given in.
     *
     * @param knownSince when they came, whenever the shop says that they were placed
     * @return those of which there was none of their key; the others are locked, whoever has just added them
     */
    public Set<Order.Key> insert(List<NewOrder> orders, Instant knownSince) {
        if (orders.isEmpty()) {
            return Set.of();
        }
        List<Order.Placement> placed = orders.stream().map(NewOrder::placement).toList();
        return Set.copyOf(jdbc.sql("""
                        insert into sale_order (merchant_id, order_id, digest, status, placed_at, checkout_at, click_id,
                                                code, buyer_keys, person_keys, attribution, across_devices, known_since)
                        select merchant_id, order_id, digest, 'PLACED', placed_at, checkout_at, click_id,
                               code, buyer_keys::bytea[], person_keys::bytea[], attribution::jsonb, across_devices, ?
                          from unnest(?::text[], ?::text[], ?::bytea[], ?::timestamptz[], ?::timestamptz[], ?::uuid[],
                                      ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[]) with ordinality
                               as n(merchant_id, order_id, digest, placed_at, checkout_at, click_id,
                                    code, buyer_keys, person_keys, attribution, across_devices, place)
                         order by place
                        on conflict do nothing
                        returning merchant_id, order_id
                        """)
                .param(utc(knownSince))
                .param(column(placed, order -> order.key().merchantId(), String[]::new))
                .param(column(placed, order -> order.key().orderId(), String[]::new))
                .param(column(orders, NewOrder::digest, byte[][]::new))
                .param(column(placed, order -> order.placedAt().toString(), String[]::new))
                .param(column(placed, order -> text(order.checkoutAt()), String[]::new))
                .param(column(placed, Order.Placement::clickId, UUID[]::new))
                .param(column(placed, Order.Placement::code, String[]::new))
                .param(column(placed, order -> literal(order.buyer()), String[]::new))
                .param(column(orders, order -> literal(order.persons()), String[]::new))
                .param(column(orders, NewOrder::attribution, String[]::new))
                .param(column(orders, NewOrder::acrossDevices, Boolean[]::new))
                .query(OrderStore::key)
                .list());
    }

    public void insertLines(Map<Order.Key, List<Order.Line>> lines) {
        List<Order.LineOf> rows = lines.entrySet().stream()
                .flatMap(order -> order.getValue().stream().map(line -> new Order.LineOf(order.getKey(), line)))
                .toList();
        jdbc.sql("""
                        insert into sale_line (merchant_id, order_id, line_id, product_id, quantity, currency,
                                               net_minor, left_minor, attribution, payees, commission_bps,
                                               guide_share_bps, referrer_share_bps, hold_days)
                        select merchant_id, order_id, line_id, product_id, quantity, currency,
                               net_minor, left_minor, attribution, payees::uuid[], commission_bps,
                               guide_share_bps, referrer_share_bps, hold_days
                          from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[],
                                      ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::int[],
                                      ?::int[], ?::int[], ?::int[])
                               as n(merchant_id, order_id, line_id, product_id, quantity, currency,
                                    net_minor, left_minor, attribution, payees, commission_bps,
                                    guide_share_bps, referrer_share_bps, hold_days)
                        """)
                .param(column(rows, row -> row.order().merchantId(), String[]::new))
                .param(column(rows, row -> row.order().orderId(), String[]::new))
                .param(column(rows, row -> row.line().lineId(), String[]::new))
                .param(column(rows, row -> row.line().productId(), String[]::new))
                .param(ints(rows, Order.Line::quantity))
                .param(column(rows, row -> row.line().currency(), String[]::new))
                .param(column(rows, row -> row.line().netMinor(), Long[]::new))
                .param(column(rows, row -> row.line().leftMinor(), Long[]::new))
                .param(column(rows, row -> row.line().attribution().name(), String[]::new))
                .param(column(rows, row -> payees(row.line()), String[]::new))
                .param(ints(rows, line -> line.rates().commissionBps()))
                .param(ints(rows, line -> line.rates().guideShareBps()))
                .param(ints(rows, line -> line.rates().referrerShareOfPlatformBps()))
                .param(ints(rows, Order.Line::holdDays))
                .update();
    }

    private static Integer[] ints(List<Order.LineOf> rows, Function<Order.Line, Integer> value) {
        return column(rows, row -> value.apply(row.line()), Integer[]::new);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String payees(Order.Line line) {
        return line.payees().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static Order.Key key(ResultSet row, int number) throws SQLException {
        return new Order.Key(row.getString("merchant_id"), row.getString("order_id"));
    }

    public Optional<Head> find(Order.Key key) {
        return head(key, "");
    }

    /** The order, which nobody else changes until the transaction ends; what refers to it can be added meanwhile. */
    public Optional<Head> lock(Order.Key key) {
        return head(key, " for no key update");
    }

    /** Those of them that there are, in the order of their keys. */
    public Map<Order.Key, Head> findAll(Collection<Order.Key> keys) {
        return heads(keys, "");
    }

    /** Locks those of them that there are, in the order of their keys, for whoever reads them later. */
    public void lock(Collection<Order.Key> keys) {
        jdbc.sql("""
                        select count(*) from
                            (select 1 from sale_order
                              where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                              order by merchant_id, order_id for no key update) as locked
                        """)
                .param(merchants(keys))
                .param(ids(keys))
                .query((row, number) -> true)
                .single();
    }

    /** Locks those of them that there are, in the order of their keys, and reads them. */
    public Map<Order.Key, Head> lockAll(Collection<Order.Key> keys) {
        return heads(keys, " for no key update");
    }

    private Map<Order.Key, Head> heads(Collection<Order.Key> keys, String suffix) {
        Map<Order.Key, Head> heads = new LinkedHashMap<>();
        jdbc.sql("""
                        select * from sale_order
                         where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                         order by merchant_id, order_id
                        """ + suffix)
                .param(merchants(keys))
                .param(ids(keys))
                .query(OrderStore::head)
                .list()
                .forEach(head -> heads.put(head.key(), head));
        return heads;
    }

    private static String[] merchants(Collection<Order.Key> keys) {
        return keys.stream().map(Order.Key::merchantId).toArray(String[]::new);
    }

    private static String[] ids(Collection<Order.Key> keys) {
        return keys.stream().map(Order.Key::orderId).toArray(String[]::new);
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

    /** The lines of several orders. */
    public Map<Order.Key, List<Order.Line>> linesOf(Collection<Order.Key> keys) {
        Map<Order.Key, List<Order.Line>> lines = new LinkedHashMap<>();
        jdbc.sql("""
                        select * from sale_line
                         where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                         order by merchant_id, order_id, line_id
                        """)
                .param(merchants(keys))
                .param(ids(keys))
                .query((row, number) -> lines.computeIfAbsent(
                                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                                key -> new ArrayList<>())
                        .add(line(row, number)))
                .list();
        return lines;
    }

    public void change(Order.Key key, Order.Status status) {
        jdbc.sql("update sale_order set status = ? where merchant_id = ? and order_id = ?")
                .param(status.name())
                .param(key.merchantId())
                .param(key.orderId())
                .update();
    }

    public void paid(Collection<Order.Key> keys, Instant at) {
        jdbc.sql("""
                        update sale_order o set status = 'PAID', paid_at = ?
                          from unnest(?::text[], ?::text[]) as n(merchant_id, order_id)
                         where o.merchant_id = n.merchant_id and o.order_id = n.order_id
                        """).param(utc(at)).param(merchants(keys)).param(ids(keys)).update();
    }

    public void delivered(Collection<Order.Key> keys, Instant at) {
        jdbc.sql("""
                        update sale_order o set status = 'DELIVERED', delivered_at = coalesce(delivered_at, ?)
                          from unnest(?::text[], ?::text[]) as n(merchant_id, order_id)
                         where o.merchant_id = n.merchant_id and o.order_id = n.order_id
                        """).param(utc(at)).param(merchants(keys)).param(ids(keys)).update();
    }

    /** Those of them that were paid, whatever has become of them; not known of those before it was kept. */
    public Set<Order.Key> everPaid(Collection<Order.Key> keys) {
        return Set.copyOf(jdbc.sql("""
                        select merchant_id, order_id from sale_order
                         where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                           and paid_at is not null
                        """)
                .param(merchants(keys))
                .param(ids(keys))
                .query(OrderStore::key)
                .list());
    }

    /** Changes how sure it is whose sales these lines are. */
    public void change(List<Order.LineOf> lines) {
        jdbc.sql("""
                        update sale_line l set attribution = n.attribution
                          from unnest(?::text[], ?::text[], ?::text[], ?::text[])
                               as n(merchant_id, order_id, line_id, attribution)
                         where l.merchant_id = n.merchant_id and l.order_id = n.order_id and l.line_id = n.line_id
                        """)
                .param(lines.stream().map(sold -> sold.order().merchantId()).toArray(String[]::new))
                .param(lines.stream().map(sold -> sold.order().orderId()).toArray(String[]::new))
                .param(lines.stream().map(sold -> sold.line().lineId()).toArray(String[]::new))
                .param(lines.stream()
                        .map(sold -> sold.line().attribution().name())
                        .toArray(String[]::new))
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

    public void tooFast(Collection<Order.Key> keys) {
        jdbc.sql("""
                        update sale_order o set too_fast = true
                          from unnest(?::text[], ?::text[]) as n(merchant_id, order_id)
                         where o.merchant_id = n.merchant_id and o.order_id = n.order_id
                        """).param(merchants(keys)).param(ids(keys)).update();
    }

    /** Orders that came before a time and that nobody has paid or cancelled, the oldest first. */
    public List<Order.Key> unpaid(Instant knownBefore, int limit) {
        return jdbc.sql("""
                        select merchant_id, order_id from sale_order where status = 'PLACED' and known_since < ?
                         order by known_since limit ?
                        """)
                .param(utc(knownBefore))
                .param(limit)
                .query(OrderStore::key)
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
                .query(OrderStore::key)
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
        return new Head(
                new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                row.getBytes("digest"),
                Order.Status.valueOf(row.getString("status")),
                instant(row, "placed_at"),
                instantOrNull(row, "checkout_at"),
                row.getObject("click_id", UUID.class),
                row.getString("code"),
                keys(row, "buyer_keys"),
                keys(row, "person_keys"),
                row.getBoolean("too_fast"),
                row.getBoolean("across_devices"),
                row.getString("attribution"),
                instantOrNull(row, "delivered_at"));
    }

    private static List<IdentifierKey> keys(ResultSet row, String column) throws SQLException {
        return Arrays.stream((byte[][]) row.getArray(column).getArray())
                .map(IdentifierKey::of)
                .toList();
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
}
