package io.evenreach.guidecommerce.sale.persistence;

import io.evenreach.contracts.guides.CommissionChanged;
import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.messaging.SaleFeed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            "commission_id, guide_id, depth, currency, state, left_minor, located_minor, debt_minor";

    private final JdbcClient jdbc;
    private final SaleFeed feed;
    private final Clock clock;

    CommissionStore(JdbcClient jdbc, SaleFeed feed, Clock clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.clock = clock;
    }

    /** A commission whose time has come, with the line it is on, and how often it had before it was held. */
    public record Due(Commission commission, String lineId, int maturedTimes) {}

    /** Nothing becomes payable of orders of which it is open whether guide and buyer are one person. */
    private static final String NOTHING_OPEN = """
             and not exists (select 1 from same_person_check o
                              where o.merchant_id = commission.merchant_id and o.order_id = commission.order_id)
            """;

    public void insert(Order.Key order, String lineId, List<Commission> commissions, Instant at) {
        for (Commission commission : commissions) {
            jdbc.sql("""
                            insert into commission (commission_id, merchant_id, order_id, line_id, depth, guide_id,
                                                    currency, state, accrued_minor, left_minor, located_minor,
                                                    debt_minor, accrued_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .param(commission.commissionId())
                    .param(order.merchantId())
                    .param(order.orderId())
                    .param(lineId)
                    .param(commission.depth())
                    .param(UUID.fromString(commission.payee()))
                    .param(commission.currency())
                    .param(commission.state().name())
                    .param(commission.leftMinor())
                    .param(commission.leftMinor())
                    .param(commission.locatedMinor())
                    .param(commission.debtMinor())
                    .param(utc(at))
                    .update();
        }
        feed.publish(commissions.stream()
                .map(commission -> told(commission, order, lineId, at))
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

    /** Those of one line that have something left. */
    public List<Commission> lockOfLine(Order.Key order, String lineId) {
        return jdbc.sql("select " + COLUMNS + """
                         from commission where merchant_id = ? and order_id = ? and line_id = ? and left_minor > 0
                         order by commission_id for update
                        """)
                .param(order.merchantId())
                .param(order.orderId())
                .param(lineId)
                .query(CommissionStore::commission)
                .list();
    }

    public void delivered(Order.Key order, String lineId, Instant payableFrom) {
        jdbc.sql("""
                        update commission set payable_from = ?
                         where merchant_id = ? and order_id = ? and line_id = ? and left_minor > 0
                        """)
                .param(utc(payableFrom))
                .param(order.merchantId())
                .param(order.orderId())
                .param(lineId)
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

    /** What is due on one order. */
    public List<Due> lockDue(Order.Key order, Instant now) {
        return jdbc.sql("select " + COLUMNS + """
                        , line_id, matured_times from commission
                         where merchant_id = ? and order_id = ? and state = 'PENDING' and payable_from <= ?
                        """ + NOTHING_OPEN + " order by commission_id for update")
                .param(order.merchantId())
                .param(order.orderId())
                .param(utc(now))
                .query((row, number) ->
                        new Due(commission(row, number), row.getString("line_id"), row.getInt("matured_times")))
                .list();
    }

    public List<Commission> lockPayable(String currency, Instant through) {
        return jdbc.sql("select " + COLUMNS + """
                         from (select * from commission where state = 'PAYABLE' and currency = ? and payable_from <= ?
                                order by commission_id for update) as locked
                         order by guide_id, accrued_at, commission_id
                        """)
                .param(currency)
                .param(utc(through))
                .query(CommissionStore::commission)
                .list();
    }

    public List<Commission> lockIndebted(Collection<String> guideIds, String currency) {
        return jdbc.sql("select " + COLUMNS + """
                         from (select * from commission where debt_minor > 0 and state in ('PAID', 'CLAWBACK_DUE')
                                  and guide_id = any(?) and currency = ? order by commission_id for update) as locked
                         order by guide_id, accrued_at, commission_id
                        """)
                .param(guideIds.stream().map(UUID::fromString).toArray(UUID[]::new))
                .param(currency)
                .query(CommissionStore::commission)
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
        if (commissions.isEmpty()) {
            return;
        }
        Map<UUID, Commission> changed =
                commissions.stream().collect(Collectors.toMap(Commission::commissionId, Function.identity()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        feed.publish(jdbc.sql("""
                        update commission c set state = n.state, left_minor = n.left_minor,
                               located_minor = n.located_minor, debt_minor = n.debt_minor
                          from unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                               as n(commission_id, state, left_minor, located_minor, debt_minor)
                         where c.commission_id = n.commission_id
                        returning c.commission_id, c.merchant_id, c.order_id, c.line_id
                        """)
                .param(ids(commissions))
                .param(commissions.stream()
                        .map(commission -> commission.state().name())
                        .toArray(String[]::new))
                .param(amounts(commissions, Commission::leftMinor))
                .param(amounts(commissions, Commission::locatedMinor))
                .param(amounts(commissions, Commission::debtMinor))
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

    public void assign(Collection<UUID> commissionIds, @Nullable UUID itemId) {
        jdbc.sql("update commission set payout_item_id = ? where commission_id = any(?)")
                .param(itemId)
                .param(commissionIds.toArray(UUID[]::new))
                .update();
    }

    private static UUID[] ids(List<Commission> commissions) {
        return commissions.stream().map(Commission::commissionId).toArray(UUID[]::new);
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
                row.getLong("debt_minor"));
    }

    private static OffsetDateTime utc(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
