package io.evenreach.guidecommerce.ledger.web;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Ledger.Balance;
import io.evenreach.guidecommerce.ledger.Ledger.StatementEntry;
import io.evenreach.guidecommerce.wire.WholeSeconds;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/ledger")
class LedgerBooksController {

    private final Ledger ledger;
    private final Clock clock;

    LedgerBooksController(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param balanceMinor positive where the platform owes the owner */
    record AccountAnswer(String owner, AccountKind kind, String currency, long balanceMinor) {

        static AccountAnswer of(Balance balance) {
            Account account = balance.account();
            return new AccountAnswer(account.owner(), account.kind(), account.currency(), balance.balanceMinor());
        }
    }

    /**
     * An entry, with the posting that it is of.
     *
     * @param source the order, {@code payout} or {@code write-off}
     * @param cause such as {@code ACCRUAL} or {@code REFUND}
     * @param externalId what the posting is known by in its source
     * @param leg what tells the entry from others of its posting
     */
    record LedgerEntryAnswer(
            long postingId,
            String leg,
            Instant at,
            String source,
            String cause,
            String externalId,
            AccountKind kind,
            long amountMinor,
            String currency) {

        static LedgerEntryAnswer of(StatementEntry entry) {
            return new LedgerEntryAnswer(
                    entry.postingId(),
                    entry.leg(),
                    entry.at(),
                    entry.source(),
                    entry.type(),
                    entry.externalId(),
                    entry.account(),
                    entry.amountMinor(),
                    entry.currency());
        }
    }

    /** As of now for times to come, and of the beginning for those before the first entry: no year is out of range. */
    private @Nullable Instant until(@Nullable OffsetDateTime at) {
        if (at == null) {
            return null;
        }
        Instant time = WholeSeconds.end(at.toInstant());
        return time.isAfter(clock.instant()) ? null : time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    }

    /**
     * Accounts in the order of owner, kind and currency.
     *
     * @param owner a merchant's or a guide's id, or {@code platform}
     * @param at balances as they were then, folded from the entries until then; as they are now where it is left out
     */
    @GetMapping("/accounts")
    @RequiresScope(Scopes.LEDGER_READ)
    Page<AccountAnswer> accounts(
            @RequestParam @Nullable String owner,
            @RequestParam @Nullable AccountKind kind,
            @RequestParam @Nullable String currency,
            @RequestParam @Nullable OffsetDateTime at,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        LedgerController.brandOnly(caller);
        int size = Cursor.limit(limit);
        List<Balance> some =
                ledger.accounts(new Ledger.Accounts(owner, kind, currency), until(at), account(cursor), size + 1);
        return Page.of(some, size, balance -> text(balance.account())).map(AccountAnswer::of);
    }

    /** Entries of an owner's accounts, the newest first. */
    @GetMapping("/entries")
    @RequiresScope(Scopes.LEDGER_READ)
    Page<LedgerEntryAnswer> entries(
            @RequestParam String owner,
            @RequestParam @Nullable AccountKind kind,
            @RequestParam @Nullable String currency,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        LedgerController.brandOnly(caller);
        int size = Cursor.limit(limit);
        return Page.of(
                        ledger.entries(
                                new Ledger.Accounts(owner, kind, currency), Ledger.Position.in(cursor), size + 1),
                        size,
                        entry -> entry.position().text())
                .map(LedgerEntryAnswer::of);
    }

    /** No owner has a space in it. */
    private static String text(Account account) {
        return account.owner() + " " + account.kind() + " " + account.currency();
    }

    private static @Nullable Account account(@Nullable String cursor) {
        String after = Cursor.decode(cursor);
        if (after == null) {
            return null;
        }
        String[] parts = after.split(" ", -1);
        try {
            return new Account(AccountKind.valueOf(parts[1]), parts[0], parts[2]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
