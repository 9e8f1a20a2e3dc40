package io.evenreach.identity.linkage.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.linkage.LinkageRun;
import io.evenreach.identity.linkage.ReviewPair;
import io.evenreach.identity.linkage.RunStatus;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.RunStore.RunPlace;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Linkage runs, and the pairs that people have to look at. */
@RestController
@RequestMapping("/api/v1/identity/linkage-runs")
@Tag(name = "Linkage")
class RunsController {

    /**
     * What to link.
     *
     * @param source compares records of this source with each other only; absent for all
     * @param link whether the phones and e-mail addresses of records that are one person become evidence of one profile,
     *     also for what earlier runs have joined; absent means no
     */
    record RunBody(
            @Nullable @Size(min = 1, max = 200) String source,
            @Nullable Boolean link) {}

    record QueuedView(UUID runId) {}

    /**
     * How far a run is, and what it found.
     *
     * @param newRecords records that no run had compared before
     * @param pairsCompared each has at least one new record
     * @param pairsLinked pairs of records that became one person
     * @param pairsInReview two persons each who may be one
     * @param pairsSame how many of them somebody found to be one person since
     * @param pairsDifferent how many of them somebody found to be two
     * @param persons how many persons the records are
     * @param expectedPrecision share of the linked pairs that is expected to be right
     * @param expectedRecall share of the pairs of one person among those compared that is expected to be linked
     * @param iterations of expectation maximisation; 0 where the last run's estimates still held
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunView(
            UUID runId,
            @Nullable String source,
            boolean link,
            RunStatus status,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long durationMillis,
            @Nullable Integer records,
            @Nullable Integer newRecords,
            @Nullable Long pairsCompared,
            @Nullable Long pairsLinked,
            @Nullable Integer pairsInReview,
            int pairsSame,
            int pairsDifferent,
            @Nullable Integer persons,
            @Nullable Double expectedPrecision,
            @Nullable Double expectedRecall,
            @Nullable Integer iterations,
            @Nullable String error) {}

    /** Which pairs to list. */
    enum PairState {
        /** Records were joined for it. */
        LINKED,
        /** Somebody has to look at it. */
        REVIEW,
        /** Somebody found it to be one person. */
        SAME,
        /** Somebody found it to be two persons. */
        DIFFERENT
    }

    /**
     * Two records that are or may be one person.
     *
     * @param probability that they are, given all records of both persons at the time of the run
     * @param weightBits what the two records say themselves, in bits: the sum over their fields
     */
    record PairView(
            long pairId,
            PairState state,
            double probability,
            double weightBits,
            RecordView first,
            RecordView second,
            List<FieldView> fields) {}

    record RecordView(String recordId, String source, Map<String, String> fields) {}

    /**
     * What a field says.
     *
     * @param level 1 for different, more for better agreement
     * @param bits log2 of how many times more probable this is for one person than for two
     */
    record FieldView(String field, int level, boolean exact, double bits) {}

    /** What somebody found a pair to be. */
    enum Verdict {
        SAME,
        DIFFERENT
    }

    record DecisionBody(@NotNull Verdict verdict) {}

    private final LinkageRecords linkage;

    RunsController(LinkageRecords linkage) {
        this.linkage = linkage;
    }

    @PostMapping
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(summary = "Link what is new since the last run; runs in the background")
    ResponseEntity<QueuedView> start(@RequestBody(required = false) @Valid @Nullable RunBody body, Caller caller) {
        UUID runId = linkage.queueRun(
                LinkageRecords.ownerOf(caller),
                body == null ? null : body.source(),
                body != null && Boolean.TRUE.equals(body.link()));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/identity/linkage-runs/" + runId))
                .body(new QueuedView(runId));
    }

    @GetMapping("/{runId}")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "How far a linkage run is, and what it found")
    RunView run(@PathVariable UUID runId, Caller caller) {
        return view(find(runId, caller));
    }

    @GetMapping
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "All linkage runs, the newest first")
    Page<RunView> runs(@RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        int bounded = Cursor.limit(limit);
        return Page.of(
                        linkage.runs(LinkageRecords.ownerOf(caller), placeIn(Cursor.decode(cursor)), bounded + 1),
                        bounded,
                        run -> run.createdAt() + " " + run.runId())
                .map(RunsController::view);
    }

    private static @Nullable RunPlace placeIn(@Nullable String position) {
        if (position == null) {
            return null;
        }
        String[] parts = position.split(" ", -1);
        try {
            return new RunPlace(Cursor.timeIn(parts[0]), UUID.fromString(parts[parts.length - 1]));
        } catch (IllegalArgumentException notOurs) {
            throw Cursor.notOurs();
        }
    }

    private static RunView view(LinkageRun run) {
        Figures figures = run.figures();
        Instant started = run.startedAt();
        Instant finished = run.finishedAt();
        return new RunView(
                run.runId(),
                run.source(),
                run.link(),
                run.status(),
                run.createdAt(),
                started,
                finished,
                started == null || finished == null
                        ? null
                        : Duration.between(started, finished).toMillis(),
                figures == null ? null : figures.records(),
                figures == null ? null : figures.newRecords(),
                figures == null ? null : figures.pairsCompared(),
                figures == null ? null : figures.pairsLinked(),
                figures == null ? null : figures.pairsInReview(),
                run.pairsSame(),
                run.pairsDifferent(),
                figures == null ? null : figures.persons(),
                figures == null ? null : figures.expectedPrecision(),
                figures == null ? null : figures.expectedRecall(),
                figures == null ? null : figures.iterations(),
                run.error());
    }

    @GetMapping("/{runId}/pairs")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "Pairs that a run linked or left to people, the best first")
    Page<PairView> pairs(
            @PathVariable UUID runId,
            @RequestParam(defaultValue = "REVIEW") PairState state,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        find(runId, caller);
        int bounded = Cursor.limit(limit);
        long after = pairIdIn(Cursor.decode(cursor));
        return Page.of(
                        linkage.pairs(runId, state.name(), after, bounded + 1),
                        bounded,
                        pair -> String.valueOf(pair.pairId()))
                .map(RunsController::view);
    }

    private static long pairIdIn(@Nullable String position) {
        try {
            return position == null ? 0 : Long.parseLong(position);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }

    @GetMapping("/{runId}/pairs/{pairId}")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "One pair, with what each field says for and against it")
    PairView pair(@PathVariable UUID runId, @PathVariable long pairId, Caller caller) {
        find(runId, caller);
        return view(linkage.pair(runId, pairId).orElseThrow(() -> ProblemException.notFound("pair")));
    }

    @PostMapping("/{runId}/pairs/{pairId}/decision")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Say that a pair in review is one person, which joins them at once, or that a pair is two, which parts"
                            + " what it joined")
    PairView decide(
            @PathVariable UUID runId, @PathVariable long pairId, @RequestBody @Valid DecisionBody body, Caller caller) {
        find(runId, caller);
        boolean same = body.verdict() == Verdict.SAME;
        switch (linkage.decide(LinkageRecords.ownerOf(caller), runId, pairId, same, caller.subject())) {
            case DONE -> {}
            case UNKNOWN -> throw ProblemException.notFound("pair");
            case CLOSED ->
                throw new ProblemException(
                        HttpStatus.CONFLICT, "ILLEGAL_TRANSITION", "This pair is not in review any more.");
        }
        return view(linkage.pair(runId, pairId).orElseThrow(() -> ProblemException.notFound("pair")));
    }

    private LinkageRun find(UUID runId, Caller caller) {
        return linkage.run(LinkageRecords.ownerOf(caller), runId)
                .orElseThrow(() -> ProblemException.notFound("linkage run"));
    }

    private static PairView view(ReviewPair pair) {
        return new PairView(
                pair.pairId(),
                PairState.valueOf(pair.state()),
                pair.probability(),
                pair.weightBits(),
                view(pair.first()),
                view(pair.second()),
                pair.evidence().stream()
                        .map(each -> new FieldView(each.field(), each.level(), each.exact(), each.bits()))
                        .toList());
    }

    private static RecordView view(PersonRecord shown) {
        return new RecordView(shown.recordId(), shown.source(), shown.fields());
    }
}
