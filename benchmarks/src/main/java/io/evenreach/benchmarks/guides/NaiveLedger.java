package io.evenreach.benchmarks.guides;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Posting;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What one writes first: a row per account, and a transaction per sale that adds entries and updates the rows. */
final class NaiveLedger {

    private static final String TABLES = """
            create schema if not exists naive_ledger;
            create table naive_ledger.account (
                name text primary key, balance bigint not null
            );
            create table naive_ledger.entry (
                sale text not null, leg text not null, account text not null references naive_ledger.account,
                amount bigint not null, primary key (sale, leg)
            );
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    NaiveLedger(HikariDataSource pool) {
        jdbc = new JdbcTemplate(pool);
        jdbc.execute(TABLES);
        transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    /** Accounts in the order of their names, so that no two sales wait for each other crosswise. */
    void post(Posting posting) {
        List<Entry> entries = posting.entries().stream()
                .sorted(Comparator.comparing(entry -> name(entry.account())))
                .toList();
        transaction.executeWithoutResult(status -> {
            jdbc.batchUpdate(
                    "insert into naive_ledger.account values (?, 0) on conflict do nothing",
                    entries,
                    entries.size(),
                    (row, entry) -> row.setString(1, name(entry.account())));
            jdbc.batchUpdate(
                    "insert into naive_ledger.entry values (?, ?, ?, ?)", entries, entries.size(), (row, entry) -> {
                        row.setString(1, posting.source());
                        row.setString(2, entry.leg());
                        row.setString(3, name(entry.account()));
                        row.setLong(4, entry.amountMinor());
                    });
            jdbc.batchUpdate(
                    "update naive_ledger.account set balance = balance + ? where name = ?",
                    entries,
                    entries.size(),
                    (row, entry) -> {
                        row.setLong(1, entry.amountMinor());
                        row.setString(2, name(entry.account()));
                    });
        });
    }

    private static String name(Account account) {
        return account.owner() + "/" + account.kind() + "/" + account.currency();
    }
}
