package io.evenreach.guidecommerce.reconciliation.web;

import io.evenreach.guidecommerce.reconciliation.Reconciliation;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReconciliationController {

    private final Reconciliation reconciliation;

    ReconciliationController(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** @param items what does not match, of each check as many as the limit at most; empty where all does */
    record ReconciliationAnswer(Instant at, boolean clean, List<MismatchAnswer> items) {}

    /**
     * Something that was reckoned twice and came out differently.
     *
     * @param subject whose it is, such as a guide and an account
     */
    record MismatchAnswer(
            Reconciliation.Check check, String subject, String currency, long expectedMinor, long foundMinor) {}

    /** Orders against commissions, both against the ledger, payouts against the ledger and the bank's word. Reads it all. */
    @GetMapping("/api/v1/ledger/reconciliation")
    @RequiresScope(Scopes.LEDGER_READ)
    ReconciliationAnswer reconcile(@RequestParam @Nullable Integer limit, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("The ledger is the platform's own.");
        }
        Reconciliation.Found found = reconciliation.reconcile(Cursor.limit(limit));
        return new ReconciliationAnswer(
                found.at(),
                found.isClean(),
                found.mismatches().stream()
                        .map(mismatch -> new MismatchAnswer(
                                mismatch.check(),
                                mismatch.subject(),
                                mismatch.currency(),
                                mismatch.expectedMinor(),
                                mismatch.foundMinor()))
                        .toList());
    }
}
