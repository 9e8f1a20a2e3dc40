package io.evenreach.guidecommerce.ledger;

import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.persistence.PostingRows;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Adds to the books and reads them. */
@Service
public class Ledger {

    private final PostingRows rows;
    private final JdbcClient jdbc;
    private final Clock clock;

    Ledger(PostingRows rows, JdbcClient jdbc, Clock clock) {
        this.rows = rows;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A currency's debits and credits; they differ by nothing.
     *
     * @param debitMinor the sum of all entries by which the platform owes less
     */
    public record Total(String currency, long debitMinor, long creditMinor) {}

    /**
     * A line of an owner's statement.
     *
     * @param source the order or {@code payout}
     * @param externalId what in it, such as a line
     */
    public record StatementEntry(
            long postingId,
            Instant at,
            String source,
            String type,
            String externalId,
            AccountKind account,
            long amountMinor,
            String currency) {}

    /** An account whose kept balance is not the sum of its entries: there is none unless something is broken. */
    public record Difference(long accountId, long keptMinor, long summedMinor) {}

    /**
     * Adds postings in the transaction of what they tell of.
     *
     * @throws org.springframework.dao.DuplicateKeyException where one of them is there already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void post(List<Posting> postings) {
        rows.add(postings, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    @Transactional(readOnly = true)
    public List<Total> trialBalance() {
        return jdbc.sql("""
                        select a.currency,
                               coalesce(-sum(e.amount_minor) filter (where e.amount_minor < 0), 0),
                               coalesce(sum(e.amount_minor) filter (where e.amount_minor > 0), 0)
                          from entry e join account a using (account_id) group by a.currency order by a.currency
                        """)
                .query((row, number) -> new Total(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Folds every entry anew and compares with what is kept. */
    @Transactional(readOnly = true)
    public List<Difference> differences() {
        return jdbc.sql("""
                        select a.account_id, a.balance_minor, coalesce(f.summed, 0) from account a
                          left join (select account_id, sum(amount_minor)::bigint as summed from entry group by account_id) f
                               using (account_id)
                         where a.balance_minor <> coalesce(f.summed, 0) order by a.account_id
                        """)
                .query((row, number) -> new Difference(row.getLong(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** An owner's balances, by currency. */
    @Transactional(readOnly = true)
    public Map<String, Map<AccountKind, Long>> balances(String owner) {
        Map<String, Map<AccountKind, Long>> balances = new LinkedHashMap<>();
        jdbc.sql("select currency, kind, balance_minor from account where owner = ? order by currency, kind")
                .param(owner)
                .query((row, number) -> balances.computeIfAbsent(
                                row.getString(1), currency -> new EnumMap<>(AccountKind.class))
                        .put(AccountKind.valueOf(row.getString(2)), row.getLong(3)))
                .list();
        return balances;
    }

    /** The newest entries of an owner's accounts, those of one posting together. */
    @Transactional(readOnly = true)
    public List<StatementEntry> entries(String owner, int limit) {
        return jdbc.sql("""
                        select p.posting_id, p.at, p.source, p.type, p.external_id, a.kind, e.amount_minor, a.currency
                          from account a join entry e using (account_id) join posting p using (posting_id)
                         where a.owner = ? order by p.posting_id desc, e.leg limit ?
                        """)
                .param(owner)
                .param(limit)
                .query((row, number) -> new StatementEntry(
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        AccountKind.valueOf(row.getString(6)),
                        row.getLong(7),
                        row.getString(8)))
                .list();
    }
}
