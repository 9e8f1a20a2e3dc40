package io.evenreach.guidecommerce.figures;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Whether guide commerce lives from week to week, earns, and grows by itself. */
@Service
public class Figures {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int ALL_BPS = 10_000;

    /** Whoever made a link, or whose sale an order is, in a time. */
    private static final String ACTIVE = """
            select guide_id from recommendation where created_at >= :from and created_at < :to
            union
            select l.payees[1] from sale_line l join sale_order o using (merchant_id, order_id)
             where cardinality(l.payees) > 0 and o.placed_at >= :from and o.placed_at < :to
               and l.attribution <> 'VOIDED'
            """;

    /** Guides who came by a referral code and were approved in a time, which happens to a guide once. */
    private static final String BROUGHT = """
            select count(*) from guide g join guide_step s using (guide_id)
             where g.referrer_id is not null and g.status <> 'BANNED' and s.event = 'APPROVE'
               and s.at >= :from and s.at < :to
            """;

    /** Paid orders that are some guide's sale. */
    private static final String ORDERS = """
            select count(*) from sale_order o
             where o.placed_at >= :from and o.placed_at < :to and o.status in ('PAID', 'DELIVERED') and exists (
                   select 1 from sale_line l
                    where l.merchant_id = o.merchant_id and l.order_id = o.order_id
                      and cardinality(l.payees) > 0 and l.attribution <> 'VOIDED')
            """;

    private final JdbcClient jdbc;

    Figures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A week.
     *
     * @param activeGuides who made a link or sold something
     * @param orders that were placed in it, are some guide's sale, and were paid
     */
    public record Week(Instant from, Instant to, int activeGuides, int orders) {}

    /**
     * What sales brought in one currency, refunds and chargebacks taken off, in minor units. A sale that is given to another
     * guide is counted once.
     *
     * @param netMinor what shoppers paid for what guides sold
     * @param commissionMinor what merchants owe of it
     * @param platformMinor what the platform keeps, referral paid
     */
    public record Margin(String currency, long netMinor, long commissionMinor, long guidesMinor, long platformMinor) {

        /** The platform's part of what shoppers paid, in basis points. */
        public long marginBps() {
            return netMinor == 0 ? 0 : platformMinor * ALL_BPS / netMinor;
        }
    }

    /**
     * Growth in a time.
     *
     * @param activeGuides who made a link or sold something
     * @param invited who registered in this time with a referral code, whatever became of it
     * @param broughtGuides who came by a referral code and was approved in this time, and is not banned
     * @param activated who of them has sold something in this time
     */
    public record Growth(int activeGuides, int invited, int broughtGuides, int activated) {

        /** How many guides an active guide brought; above 1 it grows by itself. */
        public double k() {
            return activeGuides == 0 ? 0 : (double) broughtGuides / activeGuides;
        }
    }

    /** The weeks that begin in a time, the last one cut at its end. */
    @Transactional(readOnly = true)
    public List<Week> weeks(Instant from, Instant to) {
        List<Week> weeks = new ArrayList<>();
        for (Instant begin = from; begin.isBefore(to); begin = begin.plus(WEEK)) {
            Instant end = begin.plus(WEEK).isBefore(to) ? begin.plus(WEEK) : to;
            weeks.add(new Week(begin, end, active(begin, end), count(ORDERS, begin, end)));
        }
        return weeks;
    }

    /** Of everything booked on orders in a time. */
    @Transactional(readOnly = true)
    public List<Margin> margins(Instant from, Instant to) {
        return jdbc.sql("""
                        select a.currency,
                               coalesce(-sum(e.amount_minor) filter (
                                        where e.leg = 'captured' and (p.type <> 'REASSIGN' or not exists (
                                              select 1 from posting b where b.source = p.source and b.type = 'ACCRUAL'
                                                 and b.external_id = split_part(p.external_id, '/', 1)))), 0),
                               coalesce(-sum(e.amount_minor) filter (where a.kind = 'MERCHANT_CLEARING'), 0),
                               coalesce(sum(e.amount_minor) filter (where a.kind like 'GUIDE_%'), 0),
                               coalesce(sum(e.amount_minor) filter (
                                        where a.kind in ('PLATFORM_REVENUE', 'REFERRAL_EXPENSE')), 0)
                          from posting p join entry e using (posting_id) join account a using (account_id)
                         where p.source like 'order:%' and p.at >= :from and p.at < :to
                         group by a.currency order by a.currency
                        """)
                .param("from", utc(from))
                .param("to", utc(to))
                .query((row, number) ->
                        new Margin(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                .list();
    }

    @Transactional(readOnly = true)
    public Growth growth(Instant from, Instant to) {
        return new Growth(
                active(from, to), count("""
                        select count(*) from guide where referrer_id is not null and created_at >= :from and created_at < :to
                        """, from, to), count(BROUGHT, from, to), count(BROUGHT + """
                         and exists (select 1 from sale_line l join sale_order o using (merchant_id, order_id)
                                      where cardinality(l.payees) > 0 and l.payees[1] = g.guide_id
                                        and o.placed_at >= :from and o.placed_at < :to and l.attribution <> 'VOIDED')
                        """, from, to));
    }

    private int active(Instant from, Instant to) {
        return count("select count(*) from (" + ACTIVE + ") as active", from, to);
    }

    private int count(String query, Instant from, Instant to) {
        return jdbc.sql(query)
                .param("from", utc(from))
                .param("to", utc(to))
                .query(Integer.class)
                .single();
    }
}
