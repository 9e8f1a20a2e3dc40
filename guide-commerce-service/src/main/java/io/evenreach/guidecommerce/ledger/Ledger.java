package io.evenreach.guidecommerce.ledger;

import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.persistence.PostingRows;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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
            String leg,
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
     * Adds postings in the transaction of what they tell of. The balances are moved once, when the transaction ends: nobody
     * waits for an account longer than that takes, and two transactions never wait for each other crosswise.
     *
     * @throws org.springframework.dao.DuplicateKeyException where one of them is there already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void post(List<Posting> postings) {
        Moves moves = ofThisTransaction();
        rows.add(postings, moves.at)
                .forEach((account, amountMinor) -> moves.changes.merge(account, amountMinor, Math::addExact));
    }

    private Moves ofThisTransaction() {
        return TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(Moves.class::isInstance)
                .map(Moves.class::cast)
                .findFirst()
                .orElseGet(() -> {
                    Moves moves = new Moves(clock.instant().truncatedTo(ChronoUnit.MICROS));
                    TransactionSynchronizationManager.registerSynchronization(moves);
                    return moves;
                });
    }

    /** By how much a transaction changes balances, and when it began to. */
    private final class Moves implements TransactionSynchronization {

        private final Instant at;
        private final SortedMap<Long, Long> changes = new TreeMap<>();

        private Moves(Instant at) {
            this.at = at;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            rows.move(changes);
        }
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

    /** Where in an owner's entries a page ends. */
    public record Position(long postingId, String leg) {}

    /**
     * Entries of an owner's accounts, the newest first, those of one posting together.
     *
     * @param after the last entry of the page before; null for the first page
     */
    @Transactional(readOnly = true)
    public List<StatementEntry> entries(String owner, @Nullable Position after, int limit) {
        return jdbc.sql("""
                        select p.posting_id, e.leg, p.at, p.source, p.type, p.external_id, a.kind, e.amount_minor, a.currency
                          from account a join entry e using (account_id) join posting p using (posting_id)
                         where a.owner = :owner
                           and (:posting::bigint is null or p.posting_id < :posting
                                or (p.posting_id = :posting and e.leg > :leg))
                         order by p.posting_id desc, e.leg limit :limit
                        """)
                .param("owner", owner)
                .param("posting", after == null ? null : after.postingId())
                .param("leg", after == null ? "" : after.leg())
                .param("limit", limit)
                .query((row, number) -> new StatementEntry(
                        row.getLong(1),
                        row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        AccountKind.valueOf(row.getString(7)),
                        row.getLong(8),
                        row.getString(9)))
                .list();
    }

    /**
     * Sets every balance that is not the sum of its entries to that sum, while nobody posts.
     *
     * @return what was set right: nothing, unless something was broken
     */
    @Transactional
    public List<Difference> rebuild() {
        jdbc.sql("lock table account in exclusive mode").update();
        List<Difference> differences = differences();
        jdbc.sql("""
                        update account a set balance_minor = n.summed
                          from unnest(?::bigint[], ?::bigint[]) as n(account_id, summed) where a.account_id = n.account_id
                        """)
                .param(differences.stream().map(Difference::accountId).toArray(Long[]::new))
                .param(differences.stream().map(Difference::summedMinor).toArray(Long[]::new))
                .update();
        return differences;
    }

    /** An owner's balances as they were at an instant, by currency: the fold of the entries until then. */
    @Transactional(readOnly = true)
    public Map<String, Map<AccountKind, Long>> balancesAt(String owner, Instant at) {
        Map<String, Map<AccountKind, Long>> balances = new LinkedHashMap<>();
        jdbc.sql("""
                        select a.currency, a.kind, sum(e.amount_minor)::bigint
                          from account a join entry e using (account_id) join posting p using (posting_id)
                         where a.owner = ? and p.at <= ? group by a.currency, a.kind order by a.currency, a.kind
                        """)
                .param(owner)
                .param(OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                .query((row, number) -> balances.computeIfAbsent(
                                row.getString(1), currency -> new EnumMap<>(AccountKind.class))
                        .put(AccountKind.valueOf(row.getString(2)), row.getLong(3)))
                .list();
        return balances;
    }
}
