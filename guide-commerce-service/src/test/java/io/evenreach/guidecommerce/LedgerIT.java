package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Seals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

class LedgerIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Seals seals;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Test
    void postsTheSameEventOnce() {
        Posting posting = sale(UUID.randomUUID().toString(), "guide-1", 700);
        post(posting);

        assertThatThrownBy(() -> post(posting)).isInstanceOf(DuplicateKeyException.class);
        assertThat(ledger.balances("guide-1").get("XTS")).containsEntry(AccountKind.GUIDE_PENDING, 700L);
    }

    @Test
    void refusesInTheDatabaseWhatDoesNotBalanceOrOwesLessThanNothing() {
        post(sale(UUID.randomUUID().toString(), "guide-2", 700));

        assertThatThrownBy(() -> jdbc.sql("""
                        insert into entry (posting_id, leg, account_id, amount_minor)
                        select max(posting_id), 'extra', min(account_id), 1 from entry
                        """).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not balance");
        assertThatThrownBy(() -> post(sale(UUID.randomUUID().toString(), "guide-2", -701)))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("owes_nobody_less_than_nothing");
    }

    @Test
    void refusesInTheDatabaseEntriesOfPostingsAndAccountsThatAreNotThere() {
        post(sale(UUID.randomUUID().toString(), "guide-6", 700));

        for (String place : List.of("0, known.account_id", "known.posting_id, 0")) {
            assertThatThrownBy(() -> jdbc.sql("""
                            insert into entry (posting_id, account_id, leg, amount_minor)
                            select %s, added.leg, added.amount_minor
                              from (select max(posting_id) as posting_id, max(account_id) as account_id from entry) as known,
                                   (values ('one', 1), ('other', -1)) as added(leg, amount_minor)
                            """.formatted(place)).update())
                    .as(place)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("is not there");
        }
    }

    @Test
    void changesNothingThatIsPosted() {
        post(sale(UUID.randomUUID().toString(), "guide-3", 700));

        for (String change : List.of(
                "update entry set amount_minor = amount_minor + 1",
                "delete from entry",
                "truncate entry",
                "delete from posting",
                "update posting set source = 'other'",
                "truncate posting",
                "delete from account",
                "truncate account",
                "update account set owner = 'other'")) {
            assertThatThrownBy(() -> jdbc.sql(change).update())
                    .as(change)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("the ledger is only added to");
        }
    }

    @Test
    void findsTheSealUnderWhichAnEntryWasChanged() {
        post(sale(UUID.randomUUID().toString(), "guide-4", 700));
        seals.seal();
        post(sale(UUID.randomUUID().toString(), "guide-4", 100));
        seals.seal();
        long last = seals.count();
        assertThat(seals.firstBroken()).isEmpty();

        transaction.executeWithoutResult(status -> {
            // Whoever owns the database can switch the triggers off; the seals tell all the same.
            jdbc.sql("alter table entry disable trigger user").update();
            jdbc.sql("""
                            update entry set amount_minor = amount_minor * 2 where posting_id =
                                (select max(posting_id) from posting where seal_number = :last)
                            """).param("last", last).update();
            assertThat(seals.firstBroken()).hasValue(last);
            assertThat(ledger.differences()).isNotEmpty();
            status.setRollbackOnly();
        });
        assertThat(seals.firstBroken()).isEmpty();
    }

    @Test
    void tellsHowLongPostingsHaveWaitedForTheirSeal() {
        seals.seal();
        assertThat(unsealedSeconds()).isZero();
        post(sale(UUID.randomUUID().toString(), "guide-9", 700));
        clock().advance(Duration.ofSeconds(7));
        post(sale(UUID.randomUUID().toString(), "guide-9", 100));
        clock().advance(Duration.ofSeconds(2));

        assertThat(unsealedSeconds()).isEqualTo(9);
        seals.seal();
        assertThat(unsealedSeconds()).isZero();
    }

    private double unsealedSeconds() {
        return meters.get("evenreach.books.unsealed").gauge().value();
    }

    @Test
    void findsTheSealAfterOneThatWasMadeAnew() {
        post(sale(UUID.randomUUID().toString(), "guide-5", 700));
        seals.seal();
        long changed = seals.count();
        post(sale(UUID.randomUUID().toString(), "guide-5", 100));
        seals.seal();

        transaction.executeWithoutResult(status -> {
            // Whoever changes an entry and digests its seal anew would have to do so with every seal after it.
            for (String table : List.of("entry", "posting", "ledger_seal")) {
                jdbc.sql("alter table " + table + " disable trigger user").update();
            }
            jdbc.sql("create temporary table later on commit drop as select * from ledger_seal where seal_number > ?")
                    .param(changed)
                    .update();
            jdbc.sql("delete from ledger_seal where seal_number >= ?")
                    .param(changed)
                    .update();
            jdbc.sql("update posting set seal_number = -seal_number where seal_number > ?")
                    .param(changed)
                    .update();
            jdbc.sql("""
                            with opened as (update posting set seal_number = null where seal_number = ?
                                            returning posting_id)
                            update entry set amount_minor = amount_minor * 2
                             where posting_id in (select posting_id from opened)
                            """).param(changed).update();
            seals.seal();
            jdbc.sql("update posting set seal_number = -seal_number where seal_number < 0")
                    .update();
            jdbc.sql("insert into ledger_seal select * from later").update();

            assertThat(seals.firstBroken()).hasValue(changed + 1);
            status.setRollbackOnly();
        });
        assertThat(seals.firstBroken()).isEmpty();
    }

    @Test
    void keepsAnAccountOfThePlatformInManyRowsAndThoseOfOthersInOne() {
        for (int i = 0; i < 32; i++) {
            Account revenue = Account.ofPlatform(AccountKind.PLATFORM_REVENUE, "XBA");
            Account pending = new Account(AccountKind.GUIDE_PENDING, "guide-8", "XBA");
            Account clearing = new Account(AccountKind.MERCHANT_CLEARING, "shop", "XBA");
            post(new Posting(
                    "sharded:" + i,
                    "ACCRUAL",
                    "1",
                    List.of(
                            new Entry("captured", clearing, -3),
                            new Entry("platform", revenue, 1),
                            new Entry("payee-0", pending, 2))));
        }

        assertThat(rowsOf(AccountKind.PLATFORM_REVENUE)).isBetween(8L, 16L);
        assertThat(rowsOf(AccountKind.GUIDE_PENDING)).isOne();
        assertThat(rowsOf(AccountKind.MERCHANT_CLEARING)).isOne();
        assertThat(ledger.accounts(
                        new Ledger.Accounts(Account.PLATFORM, AccountKind.PLATFORM_REVENUE, "XBA"), null, null, 10))
                .containsExactly(new Ledger.Balance(Account.ofPlatform(AccountKind.PLATFORM_REVENUE, "XBA"), 32));
    }

    private long rowsOf(AccountKind kind) {
        return jdbc.sql("select count(*) from account where kind = ? and currency = 'XBA'")
                .param(kind.name())
                .query(Long.class)
                .single();
    }

    @Test
    void staysBalancedUnderThirtyTwoThreads() throws Exception {
        List<Callable<Integer>> work = java.util.stream.IntStream.range(0, 32)
                .<Callable<Integer>>mapToObj(thread -> () -> {
                    for (int i = 0; i < 20; i++) {
                        post(
                                sale("t" + thread + "-" + i, "busy-" + (thread + i) % 5, 100),
                                sale("u" + thread + "-" + i, "busy-" + (thread + i + 3) % 5, 100));
                    }
                    return 20;
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<Integer> done : threads.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(20);
            }
        }

        assertThat(ledger.differences()).isEmpty();
        seals.seal();
        assertThat(seals.firstBroken()).isEmpty();
    }

    private void post(Posting... postings) {
        transaction.executeWithoutResult(status -> ledger.post(List.of(postings)));
    }

    private static Posting sale(String id, String guide, long amount) {
        return new Posting(
                "test:" + id,
                "ACCRUAL",
                id,
                List.of(
                        new Entry("captured", new Account(AccountKind.MERCHANT_CLEARING, "shop", "XTS"), -amount),
                        new Entry("payee-0", new Account(AccountKind.GUIDE_PENDING, guide, "XTS"), amount)));
    }
}
