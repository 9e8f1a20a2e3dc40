package io.evenreach.guidecommerce.reconciliation.web;

import io.evenreach.guidecommerce.reconciliation.Reconciliation;
import io.evenreach.guidecommerce.reconciliation.ReconciliationRuns;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReconciliationController {

    private final Reconciliation reconciliation;
    private final ReconciliationRuns runs;

    ReconciliationController(Reconciliation reconciliation, ReconciliationRuns runs) {
        this.reconciliation = reconciliation;
        this.runs = runs;
    }

    /** @param items what does not match, of each check as many as the limit at most; empty where all does */
    record ReconciliationAnswer(Instant at, boolean clean, List<MismatchAnswer> items) {}

    /**
     * Something that was reckoned twice and came out differently.
     *
     * @param subject whose it is, such as a guide and an account
     */
    record MismatchAnswer(
            Reconciliation.Check check, String subject, String currency, long expectedMinor, long foundMinor) {

        static MismatchAnswer of(Reconciliation.Mismatch mismatch) {
            return new MismatchAnswer(
                    mismatch.check(),
                    mismatch.subject(),
                    mismatch.currency(),
                    mismatch.expectedMinor(),
                    mismatch.foundMinor());
        }
    }

    /**
     * A reconciliation that was made by itself.
     *
     * @param differences how much did not match, of each check 500 at most
     */
    record ReconciliationRunAnswer(UUID runId, Instant at, long tookMillis, int differences) {

        static ReconciliationRunAnswer of(ReconciliationRuns.Run run) {
            return new ReconciliationRunAnswer(run.runId(), run.at(), run.tookMillis(), run.differences());
        }
    }

    /** @param items what did not match */
    record ReconciliationReportAnswer(ReconciliationRunAnswer run, List<MismatchAnswer> items) {}

    /** What was made by itself, the newest first; once a day unless it is configured otherwise. */
    @GetMapping("/api/v1/ledger/reconciliations")
    @RequiresScope(Scopes.LEDGER_READ)
    Page<ReconciliationRunAnswer> runs(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        mustBeBrand(caller);
        return Page.byPlace(cursor, limit, runs::page, run -> new Cursor.Place(run.at(), run.runId()))
                .map(ReconciliationRunAnswer::of);
    }

    @GetMapping("/api/v1/ledger/reconciliations/{runId}")
    @RequiresScope(Scopes.LEDGER_READ)
    ReconciliationReportAnswer run(@PathVariable String runId, Caller caller) {
        mustBeBrand(caller);
        return runs.find(Refusals.ourId("reconciliation", runId))
                .map(report -> new ReconciliationReportAnswer(
                        ReconciliationRunAnswer.of(report.run()),
                        report.mismatches().stream().map(MismatchAnswer::of).toList()))
                .orElseThrow(() -> ProblemException.notFound("reconciliation"));
    }

    private static void mustBeBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("The ledger is the platform's own.");
        }
    }

    /** Orders against commissions, both against the ledger, payouts against the ledger and the bank's word. Reads it all. */
    @GetMapping("/api/v1/ledger/reconciliation")
    @RequiresScope(Scopes.LEDGER_READ)
    ReconciliationAnswer reconcile(@RequestParam @Nullable Integer limit, Caller caller) {
        mustBeBrand(caller);
        Reconciliation.Found found = reconciliation.reconcile(Cursor.limit(limit));
        return new ReconciliationAnswer(
                found.at(),
                found.isClean(),
                found.mismatches().stream().map(MismatchAnswer::of).toList());
    }
}
