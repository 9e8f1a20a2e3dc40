package io.evenreach.guidecommerce.ledger;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.persistence.PostingRows;
import io.evenreach.platform.page.Cursor;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * Which accounts are meant.
     *
     * @param owner a merchant's or a guide's id, or {@link Account#PLATFORM}; null for everybody's
     * @param kind null for every kind
     * @param currency null for every currency
     */
    public record Accounts(
            @Nullable String owner,
            @Nullable AccountKind kind,
            @Nullable String currency) {

        public static Accounts of(String owner) {
            return new Accounts(owner, null, null);
        }
    }

    /** An account with what is on it, its rows added up. */
    public record Balance(Account account, long balanceMinor) {}

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
            String currency) {

        public Position position() {
            return new Position(postingId, leg);
        }
    }

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

    /**
     * Accounts in the order of owner, kind and currency, with what is on them now or was at an instant: then the fold of the
     * entries until then.
     *
     * @param after the last account of the page before; null for the first page
     */
    @Transactional(readOnly = true)
    public List<Balance> accounts(Accounts which, @Nullable Instant at, @Nullable Account after, int limit) {
        return jdbc.sql("""
                        with chosen as (
                            select owner, kind, currency, array_agg(account_id) as ids, sum(balance_minor)::bigint as kept
                              from account
                             where (:owner::text is null or owner = :owner) and (:kind::text is null or kind = :kind)
                               and (:currency::text is null or currency = :currency)
                               and (:afterOwner::text is null
                                    or (owner, kind, currency) > (:afterOwner, :afterKind, :afterCurrency))
                             group by owner, kind, currency order by owner, kind, currency limit :limit)
                        select owner, kind, currency,
                               case when :at::timestamptz is null then kept
                                    else (select coalesce(sum(e.amount_minor), 0)::bigint
                                            from entry e join posting p using (posting_id)
                                           where e.account_id = any(chosen.ids) and p.at <= :at) end
                          from chosen order by owner, kind, currency
                        """)
                .param("owner", which.owner())
                .param("kind", which.kind() == null ? null : which.kind().name())
                .param("currency", which.currency())
                .param("at", utc(at))
                .param("afterOwner", after == null ? null : after.owner())
                .param("afterKind", after == null ? null : after.kind().name())
                .param("afterCurrency", after == null ? null : after.currency())
                .param("limit", limit)
                .query((row, number) -> new Balance(
                        new Account(AccountKind.valueOf(row.getString(2)), row.getString(1), row.getString(3)),
                        row.getLong(4)))
                .list();
    }

    /** Where in entries a page ends. */
    public record Position(long postingId, String leg) {

        /** The position inside a cursor; null where there is none. A cursor that is not ours is a 400. */
        public static @Nullable Position in(@Nullable String cursor) {
            String position = Cursor.decode(cursor);
            if (position == null) {
                return null;
            }
            String[] parts = position.split("/", 2);
            try {
                return new Position(Long.parseLong(parts[0]), parts[1]);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException notOurs) {
                throw Cursor.notOurs();
            }
        }

        /** What a cursor to it holds. */
        public String text() {
            return postingId + "/" + leg;
        }
    }

    /**
     * Entries of an owner's accounts, the newest first, those of one posting together.
     *
     * @param which of one owner
     * @param after the last entry of the page before; null for the first page
     */
    @Transactional(readOnly = true)
    public List<StatementEntry> entries(Accounts which, @Nullable Position after, int limit) {
        return jdbc.sql("""
                        select e.posting_id, e.leg, p.at, p.source, p.type, p.external_id, a.kind, e.amount_minor, a.currency
                          from account a
                          cross join lateral (
                               select * from entry
                                where account_id = a.account_id
                                  and (:posting::bigint is null or posting_id < :posting
                                       or (posting_id = :posting and leg > :leg))
                                order by posting_id desc, leg limit :limit) e
                          join posting p using (posting_id)
                         where a.owner = :owner and (:kind::text is null or a.kind = :kind)
                           and (:currency::text is null or a.currency = :currency)
                         order by e.posting_id desc, e.leg limit :limit
                        """)
                .param("owner", Objects.requireNonNull(which.owner()))
                .param("kind", which.kind() == null ? null : which.kind().name())
                .param("currency", which.currency())
                .param("posting", after == null ? null : after.postingId())
                .param("leg", after == null ? "" : after.leg())
                .param("limit", limit)
                .query((row, number) -> new StatementEntry(
                        row.getLong(1),
                        row.getString(2),
                        instant(row, 3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        AccountKind.valueOf(row.getString(7)),
                        row.getLong(8),
                        row.getString(9)))
                .list();
    }

    /**
     * What one posting changed of what a merchant owes.
     *
     * @param source the order
     * @param owedMinor by how much more the merchant owes the platform; negative for less
     */
    public record MerchantEntry(
            long postingId,
            Instant at,
            String source,
            String type,
            String externalId,
            long owedMinor,
            String currency) {}

    /**
     * What a merchant owes and why, by posting, the newest first.
     *
     * @param before the last posting of the page before; null for the first page
     */
    @Transactional(readOnly = true)
    public List<MerchantEntry> owed(String merchantId, @Nullable Long before, int limit) {
        return jdbc.sql("""
                        select p.posting_id, p.at, p.source, p.type, p.external_id, m.owed, m.currency
                          from (select e.posting_id, e.owed, a.currency
                                  from account a cross join lateral (
                                       select posting_id, -sum(amount_minor)::bigint as owed from entry
                                        where account_id = a.account_id
                                          and (:before::bigint is null or posting_id < :before)
                                        group by posting_id order by posting_id desc limit :limit) e
                                 where a.owner = :merchant and a.kind = 'MERCHANT_CLEARING'
                                 order by e.posting_id desc limit :limit) as m
                          join posting p using (posting_id) order by p.posting_id desc
                        """)
                .param("merchant", merchantId)
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> new MerchantEntry(
                        row.getLong(1),
                        instant(row, 2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getString(7)))
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
}
