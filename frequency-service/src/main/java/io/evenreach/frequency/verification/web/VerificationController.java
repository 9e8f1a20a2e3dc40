package io.evenreach.frequency.verification.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobStatus;
import io.evenreach.frequency.job.JobViews;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.ledger.JournalVerification.Difference;
import io.evenreach.frequency.ledger.JournalVerification.GrantCounts;
import io.evenreach.frequency.verification.persistence.VerificationStore;
import io.evenreach.frequency.verification.persistence.VerificationStore.StoredVerification;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Is what is stored of people what the journal says? */
@RestController
@RequestMapping("/api/v1/journal-verifications")
@Tag(name = "Journal verifications")
class VerificationController implements JobViews {

    private final Jobs jobs;
    private final VerificationStore store;
    private final TransactionTemplate transaction;

    VerificationController(Jobs jobs, VerificationStore store, TransactionTemplate transaction) {
        this.jobs = jobs;
        this.store = store;
        this.transaction = transaction;
    }

    /**
     * A verification on the wire.
     *
     * @param entriesFolded journal entries read, an entry being what one ledger batch changed for one person
     * @param grants all grants that the journal tells of, by what became of them; absent until it has run
     * @param differenceCount people whose stored history is not what the journal folds to, and grants that are lost, with
     *     two people, or ended twice; absent until it has run
     * @param differences the first 1,000 of them: histories by profile id, then grants; absent until it has run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VerificationJson(
            UUID jobId,
            JobKind kind,
            JobStatus status,
            long entriesFolded,
            long profilesChecked,
            @Nullable GrantCounts grants,
            @Nullable Long differenceCount,
            @Nullable List<Difference> differences,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String errorCode,
            @Nullable String error) {}

    @PostMapping
    @RequiresScope(Scopes.AUDIT_READ)
    @Operation(
            summary =
                    "Fold the journal, hold every person's history against it, byte by byte, and count what became of each"
                            + " grant, as of one moment")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<VerificationJson> start(Caller caller) {
        if (!caller.isBrand()) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "FORBIDDEN",
                    "The journal spans everybody; it is for the brand's own people.");
        }
        UUID jobId = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            jobs.queue(jobId, JobKind.JOURNAL_VERIFICATION, caller.owner());
            store.insert(jobId);
        });
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/journal-verifications/" + jobId))
                .body(view(jobs.find(jobId).orElseThrow()));
    }

    @GetMapping("/{jobId}")
    @RequiresScope(Scopes.AUDIT_READ)
    @Operation(summary = "How far a verification is, and what it found")
    VerificationJson one(@PathVariable UUID jobId, Caller caller) {
        return view(jobs.find(jobId, caller.owner())
                .filter(job -> job.kind() == JobKind.JOURNAL_VERIFICATION)
                .orElseThrow(() -> ProblemException.notFound("journal verification")));
    }

    @Override
    public JobKind kind() {
        return JobKind.JOURNAL_VERIFICATION;
    }

    @Override
    public VerificationJson view(Job job) {
        StoredVerification verification = store.find(job.jobId()).orElseThrow();
        boolean known = verification.differenceCount() != null;
        return new VerificationJson(
                job.jobId(),
                job.kind(),
                job.status(),
                verification.entriesFolded(),
                verification.profilesChecked(),
                verification.grants(),
                verification.differenceCount(),
                known ? verification.differences() : null,
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                job.error() == null ? null : job.error().code(),
                job.error() == null ? null : job.error().detail());
    }
}
