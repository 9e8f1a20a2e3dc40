package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Ledger.MerchantEntry;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MerchantStatementController {

    private final Ledger ledger;
    private final Catalogue catalogue;

    MerchantStatementController(Ledger ledger, Catalogue catalogue) {
        this.ledger = ledger;
        this.catalogue = catalogue;
    }

    /**
     * What a merchant owes the platform, and how it came about.
     *
     * @param entries the newest first, as many as asked for
     * @param nextCursor to older ones; null where there are none
     */
    record MerchantStatementAnswer(
            List<OwedAnswer> balances,
            List<MerchantEntryAnswer> entries,
            @JsonInclude @Nullable String nextCursor) {}

    /** @param owedMinor commission on sales of the merchant, as far as it was not taken back */
    record OwedAnswer(String currency, long owedMinor) {}

    /**
     * What one event changed.
     *
     * @param owedMinor by how much more is owed; negative for less, as after a refund
     * @param cause such as {@code ACCRUAL} or {@code REFUND}
     */
    record MerchantEntryAnswer(
            Instant at, String orderId, String lineId, long owedMinor, String currency, String cause) {

        static MerchantEntryAnswer of(MerchantEntry entry) {
            return new MerchantEntryAnswer(
                    entry.at(),
                    entry.source().substring(entry.source().indexOf('/') + 1),
                    entry.externalId().split("/", 2)[0],
                    entry.owedMinor(),
                    entry.currency(),
                    entry.type());
        }
    }

    /** For the merchant itself and the brand; to everybody else there is no such merchant. */
    @GetMapping("/api/v1/merchants/{merchantId}/statement")
    @RequiresScope({Scopes.ORDER_READ, Scopes.LEDGER_READ})
    MerchantStatementAnswer statement(
            @PathVariable String merchantId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        boolean isTheirs = caller.isBrand() || merchantId.equals(caller.merchantId());
        if (!isTheirs || catalogue.merchant(merchantId).isEmpty()) {
            throw ProblemException.notFound("merchant");
        }
        int size = Cursor.limit(limit);
        Page<MerchantEntryAnswer> page = Page.of(
                        ledger.owed(merchantId, before(cursor), size + 1),
                        size,
                        entry -> Long.toString(entry.postingId()))
                .map(MerchantEntryAnswer::of);
        return new MerchantStatementAnswer(
                ledger.balances(merchantId).entrySet().stream()
                        .filter(balance -> balance.getValue().containsKey(AccountKind.MERCHANT_CLEARING))
                        .map(balance -> new OwedAnswer(
                                balance.getKey(), -balance.getValue().getOrDefault(AccountKind.MERCHANT_CLEARING, 0L)))
                        .toList(),
                page.items(),
                page.nextCursor());
    }

    private static @Nullable Long before(@Nullable String cursor) {
        String position = Cursor.decode(cursor);
        try {
            return position == null ? null : Long.valueOf(position);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
