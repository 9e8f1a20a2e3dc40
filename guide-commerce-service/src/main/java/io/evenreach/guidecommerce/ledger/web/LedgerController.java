package io.evenreach.guidecommerce.ledger.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.ledger.Seals;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/ledger")
class LedgerController {

    private final Ledger ledger;
    private final Seals seals;

    LedgerController(Ledger ledger, Seals seals) {
        this.ledger = ledger;
        this.seals = seals;
    }

    record TotalAnswer(String currency, long debitMinor, long creditMinor, long differenceMinor) {}

    /**
     * What a verification found.
     *
     * @param differingAccounts how many balances are not the sum of their entries
     * @param brokenSeal the first seal that does not fit what is posted; absent where all do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VerificationAnswer(
            boolean sound,
            long seals,
            int differingAccounts,
            @Nullable Long brokenSeal) {}

    /** Debits and credits of every currency; the difference is always 0. */
    @GetMapping("/trial-balance")
    @RequiresScope(Scopes.LEDGER_READ)
    Page<TotalAnswer> trialBalance(Caller caller) {
        brandOnly(caller);
        return new Page<>(
                ledger.trialBalance().stream()
                        .map(total -> new TotalAnswer(
                                total.currency(),
                                total.debitMinor(),
                                total.creditMinor(),
                                total.debitMinor() - total.creditMinor()))
                        .toList(),
                null);
    }

    /** Folds all entries and digests all postings anew, and compares. Reads the whole ledger. */
    @GetMapping("/verification")
    @RequiresScope(Scopes.LEDGER_READ)
    VerificationAnswer verify(Caller caller) {
        brandOnly(caller);
        int differing = ledger.differences().size();
        OptionalLong broken = seals.firstBroken();
        return new VerificationAnswer(
                differing == 0 && broken.isEmpty(),
                seals.count(),
                differing,
                broken.isPresent() ? broken.getAsLong() : null);
    }

    /** @param mended how many balances were set to the sum of their entries */
    record RebuildAnswer(int mended) {}

    /** Sets every balance to the sum of its entries. Nothing changes unless something was broken. */
    @PostMapping("/balances:rebuild")
    @RequiresScope(Scopes.PAYOUT_APPROVE)
    RebuildAnswer rebuild(Caller caller) {
        brandOnly(caller);
        return new RebuildAnswer(ledger.rebuild().size());
    }

    static void brandOnly(Caller caller) {
        if (!caller.isBrand()) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "The ledger is the platform's own.");
        }
    }
}
