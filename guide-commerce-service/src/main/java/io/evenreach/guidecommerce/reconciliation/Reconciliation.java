package io.evenreach.guidecommerce.reconciliation;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.payout.PayoutProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reckons everything twice, each time from other tables, and tells what does not match. All of it is read as it was at one
 * instant.
 */
@Service
public class Reconciliation {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final PayoutProperties payouts;

    Reconciliation(JdbcClient jdbc, Clock clock, PayoutProperties payouts) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.payouts = payouts;
    }

    /** What is held against what. */
    public enum Check {
        /** What is left of a line, split anew, against the commissions on it. Subject: merchant/order/line/depth. */
        ORDER_COMMISSION("""
                select l.merchant_id || '/' || l.order_id || '/' || l.line_id || '/' || d.depth as subject, l.currency,
                       d.share as expected, coalesce(sum(c.left_minor), 0)::bigint as found
                  from sale_line l join sale_order o using (merchant_id, order_id)
                  cross join lateral (select l.left_minor * l.commission_bps / 10000 as commission) a
                  cross join lateral (select a.commission * l.guide_share_bps / 10000 as guide) b
                  cross join lateral (select (a.commission - b.guide) * l.referrer_share_bps / 10000 as first) r
                  cross join lateral
                       (select (a.commission - b.guide - r.first) * l.referrer_share_bps / 10000 as second) s
                  cross join lateral (values (0, b.guide), (1, r.first), (2, s.second)) as e(depth, share)
                  cross join lateral
                       (select e.depth, case when e.depth = any(l.voided_legs) then 0 else e.share end as share) d
                  left join commission c on (c.merchant_id, c.order_id, c.line_id, c.depth)
                                          = (l.merchant_id, l.order_id, l.line_id, d.depth)
                 where o.status in ('PAID', 'DELIVERED') and d.depth < cardinality(l.payees)
                   and l.attribution not in ('VOIDED', 'HELD', 'DISPUTED')
                 group by l.merchant_id, l.order_id, l.line_id, d.depth, l.currency, d.share
                having d.share <> coalesce(sum(c.left_minor), 0)
                """),
        /** What a merchant owes: the commission on what is left of its sales. Subject: the merchant. */
        MERCHANT_LEDGER("""
                select coalesce(s.merchant_id, a.owner), coalesce(s.currency, a.currency),
                       coalesce(s.owed, 0)::bigint as expected, coalesce(a.booked, 0)::bigint as found
                  from (select l.merchant_id, l.currency, sum(l.left_minor * l.commission_bps / 10000) as owed
                          from sale_line l join sale_order o using (merchant_id, order_id)
                         where o.status in ('PAID', 'DELIVERED') and cardinality(l.payees) > 0
                           and l.attribution <> 'VOIDED'
                         group by l.merchant_id, l.currency) s
                  full join (select owner, currency, -sum(e.amount_minor) as booked
                               from account join entry e using (account_id)
                              where kind = 'MERCHANT_CLEARING' and owner in (select merchant_id from merchant)
                              group by owner, currency) a
                       on a.owner = s.merchant_id and a.currency = s.currency
                 where coalesce(s.owed, 0) <> coalesce(a.booked, 0)
                """),
        /** What a guide's commissions hold against the entries of the guide's accounts. Subject: guide/account. */
        COMMISSION_LEDGER("""
                select coalesce(c.guide, a.owner) || '/' || coalesce(c.kind, a.kind), coalesce(c.currency, a.currency),
                       coalesce(c.held, 0)::bigint as expected, coalesce(a.booked, 0)::bigint as found
                  from (select guide_id::text as guide, currency, h.kind, sum(h.amount) as held
                          from commission,
                               lateral (values ('GUIDE_DEBT', -debt_minor),
                                               (case when state in ('PENDING', 'HELD', 'REVERSED', 'VOIDED')
                                                     then 'GUIDE_PENDING'
                                                     when state = 'PAYABLE' then 'GUIDE_PAYABLE' end, located_minor))
                                   as h(kind, amount)
                         where h.kind is not null group by guide_id, currency, h.kind) c
                  full join (select owner, currency, kind, sum(e.amount_minor) as booked
                               from account join entry e using (account_id)
                              where kind in ('GUIDE_DEBT', 'GUIDE_PENDING', 'GUIDE_PAYABLE')
                                and owner in (select guide_id::text from guide)
                              group by owner, currency, kind) a
                       on a.owner = c.guide and a.currency = c.currency and a.kind = c.kind
                 where coalesce(c.held, 0) <> coalesce(a.booked, 0)
                """),
        /** Transfers under way, those that were paid, and the tax kept back of them, against the entries. */
        PAYOUT_LEDGER("""
                select coalesce(p.guide, a.owner) || '/' || coalesce(p.kind, a.kind), coalesce(p.currency, a.currency),
                       coalesce(p.held, 0)::bigint as expected, coalesce(a.booked, 0)::bigint as found
                  from (select guide_id::text as guide, currency, h.kind, sum(h.amount) as held
                          from payout_item,
                               lateral (values (case when status = 'SETTLED' then 'GUIDE_PAID' else 'GUIDE_RESERVED' end,
                                                amount_minor),
                                               ('TAX_WITHHELD', withheld_minor)) as h(kind, amount)
                         where status not in ('REJECTED', 'RETURNED', 'CANCELLED')
                         group by guide_id, currency, h.kind) p
                  full join (select owner, currency, kind, sum(e.amount_minor) as booked
                               from account join entry e using (account_id)
                              where kind in ('GUIDE_RESERVED', 'GUIDE_PAID', 'TAX_WITHHELD')
                                and owner in (select guide_id::text from guide)
                              group by owner, currency, kind) a
                       on a.owner = p.guide and a.currency = p.currency and a.kind = p.kind
                 where coalesce(p.held, 0) <> coalesce(a.booked, 0)
                """),
        /** Debt that the platform bears: by the commissions, and by the entries. Subject: the currency. */
        BAD_DEBT_LEDGER("""
                select currency, currency, sum(held)::bigint as expected, sum(booked)::bigint as found
                  from (select currency, -written_off_minor as held, 0 as booked from commission
                        union all
                        select a.currency, 0, e.amount_minor from account a join entry e using (account_id)
                         where a.kind = 'BAD_DEBT') as sides
                 group by currency having sum(held) <> sum(booked)
                """),
        /** A balance that is kept against the entries of its account. Subject: owner/account/shard. */
        BALANCE_ENTRIES("""
                select a.owner || '/' || a.kind || '/' || a.shard, a.currency, coalesce(sum(e.amount_minor), 0)::bigint,
                       a.balance_minor
                  from account a left join entry e using (account_id)
                 group by a.account_id having coalesce(sum(e.amount_minor), 0) <> a.balance_minor
                """),
        /** The bank's word contradicts where a transfer stands, or proves nothing of it. Subject: its EndToEndId. */
        BANK_WORD("""
                select end_to_end_id, currency, case when reported in ('ACSC', 'ACCC') then amount_minor else 0 end,
                       case when status in ('REJECTED', 'CANCELLED') then 0 else amount_minor end
                  from payout_item
                 where (status in ('REJECTED', 'CANCELLED') and reported in ('ACSC', 'ACCC'))
                    or (status = 'SETTLED' and reported = 'RJCT')
                    or (status in ('SUBMITTED', 'ACCEPTED', 'UNKNOWN') and reported like 'RJCT%')
                """),
        /** Nobody has said for days whether a transfer was paid. Subject: its EndToEndId. */
        BANK_SILENT("""
                select end_to_end_id, currency, amount_minor, 0::bigint from payout_item
                 where status = 'UNKNOWN' or (status in ('SUBMITTED', 'ACCEPTED') and changed_at < :silentSince)
                """);

        private final String sql;

        Check(String sql) {
            this.sql = sql;
        }
    }

    /** What does not match. */
    public record Mismatch(Check check, String subject, String currency, long expectedMinor, long foundMinor) {}

    /**
     * What a reconciliation found.
     *
     * @param mismatches of each check as many as were asked for at most
     */
    public record Found(Instant at, List<Mismatch> mismatches) {

        public boolean isClean() {
            return mismatches.isEmpty();
        }
    }

    /** Reads everything, in a transaction of its own. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ, propagation = Propagation.REQUIRES_NEW)
    public Found reconcile(int limit) {
        Instant now = clock.instant();
        List<Mismatch> mismatches = new ArrayList<>();
        for (Check check : Check.values()) {
            mismatches.addAll(jdbc.sql("select * from (" + check.sql
                            + ") as found(subject, currency, expected, found) order by subject limit :limit")
                    .param("silentSince", utc(now.minus(payouts.silentAfter())))
                    .param("limit", limit)
                    .query((row, number) ->
                            new Mismatch(check, row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)))
                    .list());
        }
        return new Found(now, List.copyOf(mismatches));
    }
}
