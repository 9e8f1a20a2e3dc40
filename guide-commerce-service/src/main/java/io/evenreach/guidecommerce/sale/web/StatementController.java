package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Ledger.StatementEntry;
import io.evenreach.guidecommerce.sale.Dispute;
import io.evenreach.guidecommerce.sale.Disputes;
import io.evenreach.guidecommerce.sale.Hold;
import io.evenreach.guidecommerce.sale.Holds;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.persistence.DisputeStore;
import io.evenreach.guidecommerce.sale.persistence.HoldStore;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/guides/{guideId}/statement")
class StatementController {

    private static final String OF_AN_ORDER = "order:";

    private final Ledger ledger;
    private final Guides guides;
    private final Holds holds;
    private final Disputes disputes;

    StatementController(Ledger ledger, Guides guides, Holds holds, Disputes disputes) {
        this.ledger = ledger;
        this.guides = guides;
        this.holds = holds;
        this.disputes = disputes;
    }

    /**
     * What a guide has, and how it came about.
     *
     * @param entries the newest first, as many as asked for
     * @param nextCursor to older ones; null where there are none
     * @param held what of the pending is held, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatementAnswer(
            List<BalanceAnswer> balances,
            List<EntryAnswer> entries,
            @JsonInclude @Nullable String nextCursor,
            List<HeldAnswer> held) {}

    /**
     * Commission that is held, and what holds it: a hold, or another guide's claim.
     *
     * @param reason of the hold; {@code DISPUTED} where another guide claims the sale
     * @param deadline when it is decided where nobody has done so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeldAnswer(
            long amountMinor,
            String currency,
            String orderId,
            String lineId,
            String reason,
            Instant deadline,
            @Nullable HoldAnswer hold,
            @Nullable DisputeAnswer dispute) {

        static HeldAnswer of(HoldStore.Held held, Caller caller) {
            Hold hold = held.hold();
            return new HeldAnswer(
                    held.amountMinor(),
                    held.currency(),
                    hold.key().orderId(),
                    hold.lineId(),
                    HoldAnswer.reason(hold, caller).name(),
                    hold.deadline(),
                    HoldAnswer.of(hold, caller),
                    null);
        }

        static HeldAnswer of(DisputeStore.Disputed disputed, Caller caller) {
            Dispute dispute = disputed.dispute();
            return new HeldAnswer(
                    disputed.amountMinor(),
                    disputed.currency(),
                    dispute.key().orderId(),
                    dispute.lineId(),
                    AttributionStatus.DISPUTED.name(),
                    dispute.deadline(),
                    null,
                    DisputeAnswer.of(dispute, caller));
        }
    }

    /**
     * What a guide has in one currency.
     *
     * @param pendingMinor earned and not payable yet, held commission among it
     * @param debtMinor what was paid out and refunded since, and will be netted
     * @param withheldMinor tax that was kept back of payouts
     */
    record BalanceAnswer(
            String currency,
            long pendingMinor,
            long payableMinor,
            long reservedMinor,
            long paidMinor,
            long debtMinor,
            long withheldMinor) {}

    /**
     * A movement.
     *
     * @param merchantId null where a payout moved it, as are the order and the line
     * @param amountMinor negative where it left the account
     * @param cause such as {@code ACCRUAL} or {@code REFUND}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryAnswer(
            Instant at,
            @JsonInclude @Nullable String merchantId,
            @JsonInclude @Nullable String orderId,
            @JsonInclude @Nullable String lineId,
            AccountKind account,
            long amountMinor,
            String currency,
            String cause) {}

    @GetMapping
    @RequiresScope(Scopes.GUIDE_READ)
    StatementAnswer statement(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        int size = Cursor.limit(limit);
        List<StatementEntry> entries =
                ledger.entries(Ledger.Accounts.of(guide.toString()), Ledger.Position.in(cursor), size + 1);
        boolean hasMore = entries.size() > size;
        List<StatementEntry> page = hasMore ? entries.subList(0, size) : entries;
        return new StatementAnswer(
                ledger.balances(guide.toString()).entrySet().stream()
                        .map(balances -> balance(balances.getKey(), balances.getValue()))
                        .toList(),
                page.stream().map(StatementController::entry).toList(),
                hasMore ? Cursor.encode(page.getLast().position().text()) : null,
                Stream.concat(
                                holds.heldOf(guide).stream().map(held -> HeldAnswer.of(held, caller)),
                                disputes.disputedOf(guide).stream().map(disputed -> HeldAnswer.of(disputed, caller)))
                        .toList());
    }

    private static BalanceAnswer balance(String currency, Map<AccountKind, Long> balances) {
        return new BalanceAnswer(
                currency,
                balances.getOrDefault(AccountKind.GUIDE_PENDING, 0L),
                balances.getOrDefault(AccountKind.GUIDE_PAYABLE, 0L),
                balances.getOrDefault(AccountKind.GUIDE_RESERVED, 0L),
                balances.getOrDefault(AccountKind.GUIDE_PAID, 0L),
                -balances.getOrDefault(AccountKind.GUIDE_DEBT, 0L),
                balances.getOrDefault(AccountKind.TAX_WITHHELD, 0L));
    }

    private static EntryAnswer entry(StatementEntry entry) {
        boolean ofAnOrder = entry.source().startsWith(OF_AN_ORDER);
        int slash = entry.source().indexOf('/');
        return new EntryAnswer(
                entry.at(),
                ofAnOrder ? entry.source().substring(OF_AN_ORDER.length(), slash) : null,
                ofAnOrder ? entry.source().substring(slash + 1) : null,
                ofAnOrder ? entry.externalId().split("/", 2)[0] : null,
                entry.account(),
                entry.amountMinor(),
                entry.currency(),
                entry.type());
    }
}
