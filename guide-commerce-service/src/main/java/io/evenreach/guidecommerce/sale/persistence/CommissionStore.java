package io.evenreach.guidecommerce.sale.persistence;

import static io.evenreach.platform.jdbc.Columns.column;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.contracts.guides.CommissionChanged;
import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.sale.Commissions;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.messaging.SaleFeed;
import io.evenreach.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Commissions in PostgreSQL. Whoever locks several does it in the order of their ids. */
@Repository
public class CommissionStore {

    private static final String COLUMNS =
            "commission_id, guide_id, depth, currency, state, left_minor, located_minor, debt_minor, written_off_minor";

    private final JdbcClient jdbc;
    private final SaleFeed feed;
    private final Clock clock;

    CommissionStore(JdbcClient jdbc, SaleFeed feed, Clock clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.clock = clock;
    }

    /** A commission whose time has come, with the line it is on, and how often it had before it was held. */
    public record Due(Order.Key order, Commission commission, String lineId, int maturedTimes) {}

    /** Nothing becomes payable, or is paid, of orders of which it is open whether guide and buyer are one person. */
    private static final String NOTHING_OPEN = """
             and not exists (select 1 from same_person_check o
                              where o.merchant_id = commission.merchant_id and o.order_id = commission.order_id)
            """;

    /**
     * A commission that is new.
     *
     * @param origin empty for what the sale earned, else what it is earned anew by
     */
    public record Earned(Order.Key order, String lineId, String origin, Commission commission) {}

    public void insert(List<Earned> earned, Instant at) {
        if (earned.isEmpty()) {
            return;
        }
        List<Commission> commissions = earned.stream().map(Earned::commission).toList();
        jdbc.sql("""
                        insert into commission (commission_id, merchant_id, order_id, line_id, origin, depth, guide_id,
                                                currency, state, accrued_minor, left_minor, located_minor,
                                                debt_minor, accrued_at)
                        select n.commission_id, n.merchant_id, n.order_id, n.line_id, n.origin, n.depth, n.guide_id, n.currency,
                               n.state, n.amount, n.amount, n.amount, 0, ?
                          from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::smallint[], ?::uuid[],
                                      ?::text[], ?::text[], ?::bigint[])
                               as n(merchant_id, order_id, line_id, origin, commission_id, depth, guide_id, currency, state,
                                    amount)
                        """)
                .param(utc(at))
                .param(earned.stream().map(one -> one.order().merchantId()).toArray(String[]::new))
                .param(earned.stream().map(one -> one.order().orderId()).toArray(String[]::new))
                .param(earned.stream().map(Earned::lineId).toArray(String[]::new))
                .param(earned.stream().map(Earned::origin).toArray(String[]::new))
                .param(ids(commissions))
                .param(column(commissions, commission -> (short) commission.depth(), Short[]::new))
                .param(column(commissions, commission -> UUID.fromString(commission.payee()), UUID[]::new))
                .param(column(commissions, Commission::currency, String[]::new))
                .param(column(commissions, commission -> commission.state().name(), String[]::new))
                .param(amounts(commissions, Commission::leftMinor))
                .update();
        feed.publish(earned.stream()
                .map(one -> told(one.commission(), one.order(), one.lineId(), at))
                .toList());
    }

    private static CommissionChanged told(Commission commission, Order.Key order, String lineId, Instant at) {
        return new CommissionChanged(
                0,
                commission.commissionId(),
                order.merchantId(),
                order.orderId(),
                lineId,
                UUID.fromString(commission.payee()),
                commission.depth(),
                commission.state().name(),
                commission.leftMinor(),
                commission.debtMinor(),
                commission.currency(),
                at);
    }

    /**
     * Locks all of an order, in the order of their ids, for whoever changes several of its lines one after the other: so they
     * wait for a payout, or it for them, and never crosswise.
     */
    public void lockOfOrder(Order.Key order) {
        jdbc.sql("select 1 from commission where merchant_id = ? and order_id = ? order by commission_id for update")
                .param(order.merchantId())
                .param(order.orderId())
                .query((row, number) -> true)
                .list();
    }

    /** Locks all of several orders, in the order of their ids. */
    public void lockOf(Collection<Order.Key> orders) {
        jdbc.sql("""
                        select count(*) from
                            (select 1 from commission
                              where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                              order by commission_id for update) as locked
                        """)
                .param(orders.stream().map(Order.Key::merchantId).toArray(String[]::new))
                .param(orders.stream().map(Order.Key::orderId).toArray(String[]::new))
                .query((row, number) -> true)
                .single();
    }

    /** Those of one line that have something left. */
    public List<Commission> lockOfLine(Order.Key order, String lineId) {
        return lockEveryOneOfLine(order, lineId).stream()
                .filter(commission -> commission.leftMinor() > 0)
                .toList();
    }

    /** Those of one line, with those of which nothing is left. */
    public List<Commission> lockEveryOneOfLine(Order.Key order, String lineId) {
        return jdbc.sql("select " + COLUMNS + """
                         from commission where merchant_id = ? and order_id = ? and line_id = ?
                         order by commission_id for update
                        """)
                .param(order.merchantId())
                .param(order.orderId())
                .param(lineId)
                .query(CommissionStore::commission)
                .list();
    }

    /** Of all of these lines, which were delivered at a time: what they earn is payable once their hold is over. */
    public void delivered(List<Order.LineOf> lines, Instant at) {
        jdbc.sql("""
                        update commission c set payable_from = n.payable_from
                          from unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[])
                               as n(merchant_id, order_id, line_id, payable_from)
                         where c.merchant_id = n.merchant_id and c.order_id = n.order_id and c.line_id = n.line_id
                        """)
                .param(lines.stream().map(one -> one.order().merchantId()).toArray(String[]::new))
                .param(lines.stream().map(one -> one.order().orderId()).toArray(String[]::new))
                .param(lines.stream().map(one -> one.line().lineId()).toArray(String[]::new))
                .param(lines.stream()
                        .map(one ->
                                at.plus(Duration.ofDays(one.line().holdDays())).toString())
                        .toArray(String[]::new))
                .update();
    }

    /** Orders with commissions whose hold is over. */
    public List<Order.Key> due(Instant now, int limit) {
        return jdbc.sql("""
                        select distinct merchant_id, order_id from commission
                         where state = 'PENDING' and payable_from <= ?
                        """ + NOTHING_OPEN + " limit ?")
                .param(utc(now))
                .param(limit)
                .query((row, number) -> new Order.Key(row.getString(1), row.getString(2)))
                .list();
    }

    /** What is due on some orders. */
    public List<Due> lockDue(Collection<Order.Key> orders, Instant now) {
        return jdbc.sql("select " + COLUMNS + """
                        , merchant_id, order_id, line_id, matured_times from commission
                         where (merchant_id, order_id) in (select * from unnest(?::text[], ?::text[]))
                           and state = 'PENDING' and payable_from <= ?
                        """ + NOTHING_OPEN + " order by commission_id for update")
                .param(orders.stream().map(Order.Key::merchantId).toArray(String[]::new))
                .param(orders.stream().map(Order.Key::orderId).toArray(String[]::new))
                .param(utc(now))
                .query((row, number) -> new Due(
                        new Order.Key(row.getString("merchant_id"), row.getString("order_id")),
                        commission(row, number),
                        row.getString("line_id"),
                        row.getInt("matured_times")))
                .list();
    }

    /**
     * Locks, in the order of their ids, what a payout may change, so that whoever locks some of it too never waits for it
     * crosswise.
     */
    public void lockForPayout(String currency, Instant through) {
        jdbc.sql("""
                        select count(*) from
                            (select 1 from commission
                              where currency = ? and ((state = 'PAYABLE' and payable_from <= ? %s)
                                    or (debt_minor > 0 and state in ('PAID', 'CLAWBACK_DUE')))
                              order by commission_id for update) as locked
                        """.formatted(NOTHING_OPEN))
                .param(currency)
                .param(utc(through))
                .query((row, number) -> true)
                .single();
    }

    /** Locks, in the order of their keys, the orders that some payouts pay for. */
    public void lockOrders(Collection<UUID> itemIds) {
        jdbc.sql("""
                        select count(*) from
                            (select 1 from sale_order
                              where (merchant_id, order_id) in
                                    (select merchant_id, order_id from commission where payout_item_id = any(?))
                              order by merchant_id, order_id for no key update) as locked
                        """)
                .param(itemIds.toArray(UUID[]::new))
                .query((row, number) -> true)
                .single();
    }

    /** Those of some payouts that pay what is under a hold that nobody has decided. */
    public Set<UUID> undecided(Collection<UUID> itemIds) {
        return Set.copyOf(jdbc.sql("""
                        select distinct c.payout_item_id from commission c
                          join sale_hold h using (merchant_id, order_id, line_id)
                         where c.payout_item_id = any(?) and h.state in ('OPEN', 'APPEALED', 'FLAGGED')
                           and h.depth in (0, c.depth)
                        """)
                .param(itemIds.toArray(UUID[]::new))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list());
    }

    /** Guides with something to pay out, after {@code after} in the order of their ids. */
    public List<UUID> guidesWithPayable(String currency, Instant through, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select distinct guide_id from commission
                         where state = 'PAYABLE' and currency = :currency and payable_from <= :through
                           and (:after::uuid is null or guide_id > :after)
                        """ + NOTHING_OPEN + " order by guide_id limit :limit")
                .param("currency", currency)
                .param("through", utc(through))
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /** What can be paid out to these guides; what somebody else has locked meanwhile waits for the next payout. */
    public List<Commission> lockPayable(Collection<UUID> guideIds, String currency, Instant through) {
        return lockSome(
                "state = 'PAYABLE' and payable_from <= :through and guide_id = any(:guides) and currency = :currency"
                        + NOTHING_OPEN,
                guideIds,
                currency,
                through);
    }

    public List<Commission> lockIndebted(Collection<UUID> guideIds, String currency) {
        return lockSome(
                "debt_minor > 0 and state in ('PAID', 'CLAWBACK_DUE') and guide_id = any(:guides) and currency = :currency",
                guideIds,
                currency,
                Instant.EPOCH);
    }

    private List<Commission> lockSome(String condition, Collection<UUID> guideIds, String currency, Instant through) {
        return jdbc.sql("select " + COLUMNS + " from (select * from commission where " + condition + """
                         order by commission_id for update skip locked) as locked
                         order by guide_id, accrued_at, commission_id
                        """)
                .param("guides", guideIds.toArray(UUID[]::new))
                .param("currency", currency)
                .param("through", utc(through))
                .query(CommissionStore::commission)
                .list();
    }

    /** A guide's debt that is written off when it must be: all of it, or what has been owed since before. */
    public List<Commission> lockIndebtedSince(UUID guideId, String currency, Instant before) {
        return jdbc.sql("select " + COLUMNS + """
                         from commission where debt_minor > 0 and state in ('PAID', 'CLAWBACK_DUE') and guide_id = ?
                           and currency = ? and debt_since <= ? order by commission_id for update
                        """)
                .param(guideId)
                .param(currency)
                .param(utc(before))
                .query(CommissionStore::commission)
                .list();
    }

    public List<Commissions.Debt> debts(UUID guideId, Cursor.@Nullable Place after, int limit) {
        return jdbc.sql("""
                        select commission_id, merchant_id, order_id, line_id, currency, debt_minor, debt_since from commission
                         where guide_id = :guide and debt_minor > 0
                           and (:since::timestamptz is null or (debt_since, commission_id) > (:since, :id))
                         order by debt_since, commission_id limit :limit
                        """)
                .param("guide", guideId)
                .param("since", after == null ? null : utc(after.at()))
                .param("id", after == null ? null : after.id())
                .param("limit", limit)
                .query((row, number) -> new Commissions.Debt(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        instant(row, 7)))
                .list();
    }

    public List<Commission> lock(Collection<UUID> commissionIds) {
        return jdbc.sql("select " + COLUMNS
                        + " from commission where commission_id = any(?) order by commission_id for update")
                .param(commissionIds.toArray(UUID[]::new))
                .query(CommissionStore::commission)
                .list();
    }

    public void change(List<Commission> commissions) {
        change(commissions, Map.of());
    }

    /** @param items the payouts that some of them are in from now on; the others stay where they are */
    public void change(List<Commission> commissions, Map<UUID, UUID> items) {
        if (commissions.isEmpty()) {
            return;
        }
        Map<UUID, Commission> changed =
                commissions.stream().collect(Collectors.toMap(Commission::commissionId, Function.identity()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        feed.publish(jdbc.sql("""
                        update commission c set state = n.state, left_minor = n.left_minor,
                               located_minor = n.located_minor, debt_minor = n.debt_minor,
                               written_off_minor = n.written_off_minor,
                               debt_since = case when n.debt_minor > 0 then coalesce(c.debt_since, ?) end,
                               payout_item_id = coalesce(n.item_id, c.payout_item_id)
                          from unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::uuid[])
                               as n(commission_id, state, left_minor, located_minor, debt_minor, written_off_minor, item_id)
                         where c.commission_id = n.commission_id
                        returning c.commission_id, c.merchant_id, c.order_id, c.line_id
                        """)
                .param(utc(clock.instant()))
                .param(ids(commissions))
                .param(commissions.stream()
                        .map(commission -> commission.state().name())
                        .toArray(String[]::new))
                .param(amounts(commissions, Commission::leftMinor))
                .param(amounts(commissions, Commission::locatedMinor))
                .param(amounts(commissions, Commission::debtMinor))
                .param(amounts(commissions, Commission::writtenOffMinor))
                .param(column(commissions, commission -> items.get(commission.commissionId()), UUID[]::new))
                .query((row, number) -> told(
                        Objects.requireNonNull(changed.get(row.getObject(1, UUID.class))),
                        new Order.Key(row.getString(2), row.getString(3)),
                        row.getString(4),
                        now))
                .list());
    }

    /** Counts that they have become payable. */
    public void matured(List<Commission> commissions) {
        jdbc.sql("update commission set matured_times = matured_times + 1 where commission_id = any(?)")
                .param(ids(commissions))
                .update();
    }

    /** No payout has them any more. */
    public void free(Collection<UUID> commissionIds) {
        jdbc.sql("update commission set payout_item_id = null where commission_id = any(?)")
                .param(commissionIds.toArray(UUID[]::new))
                .update();
    }

    private static UUID[] ids(List<Commission> commissions) {
        return column(commissions, Commission::commissionId, UUID[]::new);
    }

    private static Long[] amounts(List<Commission> commissions, ToLongFunction<Commission> amount) {
        return commissions.stream().map(amount::applyAsLong).toArray(Long[]::new);
    }

    private static Commission commission(ResultSet row, int number) throws SQLException {
        return new Commission(
                row.getObject("commission_id", UUID.class),
                row.getObject("guide_id", UUID.class).toString(),
                row.getInt("depth"),
                row.getString("currency"),
                CommissionState.valueOf(row.getString("state")),
                row.getLong("left_minor"),
                row.getLong("located_minor"),
                row.getLong("debt_minor"),
                row.getLong("written_off_minor"));
    }
}
