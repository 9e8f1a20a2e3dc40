package io.evenreach.identity.linkage.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.linkage.LinkageRun;
import io.evenreach.identity.linkage.MeasuredRun;
import io.evenreach.identity.linkage.ReviewPair;
import io.evenreach.identity.linkage.RunStatus;
import io.evenreach.identity.linkage.domain.Labels;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.Measurement;
import io.evenreach.identity.linkage.domain.Measurement.RecordPair;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * @param pairsOpen how many of them nobody has decided, and nothing that was erased is part of
     * @param pairsSame how many of them somebody found to be one person since
     * @param pairsDifferent how many somebody found to be two, of them and of those that were joined
     * @param persons how many persons the records are
     * @param expectedPrecision share of the linked pairs that is expected to be right
     * @param expectedRecall share of the pairs of one person among those compared that is expected to be linked
     * @param iterations of expectation maximisation; 0 where the last run's estimates still held
     * @param measured what it was last measured to be by labels; absent where nobody did
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
            int pairsOpen,
            int pairsSame,
            int pairsDifferent,
            @Nullable Integer persons,
            @Nullable Double expectedPrecision,
            @Nullable Double expectedRecall,
            @Nullable Integer iterations,
            @Nullable MeasuredView measured,
            @Nullable String error) {}

    /**
     * How well persons agree with labels, by pairs of labelled records.
     *
     * @param records labelled records that the run or one before it compared
     * @param unknownRecords labelled records that are none of these; they count for nothing
     * @param pairsFound pairs that are found to be one person
     * @param pairsRight those of them that are
     * @param pairsReal pairs that are one person
     * @param precision the share of the found ones that is right; null where none is found
     * @param recall the share of the real ones that is found; null where there is none
     * @param f1 the harmonic mean of both; null where nothing is found and nothing real
     * @param falsePairs up to 20 pairs that are found and are not one person
     * @param missedPairs up to 20 pairs that are one person and not found
     */
    record MeasuredView(
            Instant measuredAt,
            int records,
            int unknownRecords,
            long pairsFound,
            long pairsRight,
            long pairsReal,
            @Nullable Double precision,
            @Nullable Double recall,
            @Nullable Double f1,
            List<RecordPair> falsePairs,
            List<RecordPair> missedPairs) {

        static MeasuredView of(MeasuredRun run) {
            Measurement measured = run.measurement();
            return new MeasuredView(
                    run.at(),
                    measured.records(),
                    measured.unknownRecords(),
                    measured.pairsFound(),
                    measured.pairsRight(),
                    measured.pairsReal(),
                    measured.precision(),
                    measured.recall(),
                    measured.f1(),
                    measured.falsePairs(),
                    measured.missedPairs());
        }
    }

    /** What is known of who records are: one of the two. */
    record LabelsBody(
            @Nullable @Size(min = 1, max = LABELS_MAX) List<@NotNull @Valid PersonLabel> persons,
            @Nullable @Size(min = 1, max = LABELS_MAX) List<@NotNull @Valid PairLabel> pairs) {}

    /**
     * Whose a record is; all pairs of records that are labelled so count.
     *
     * @param personId any text that is the same for records of one person
     */
    record PersonLabel(
            @NotBlank @Size(max = 200) String recordId,
            @NotBlank @Size(max = 200) String personId) {}

    /** Whether two records are one person; only pairs that are labelled so count. */
    record PairLabel(
            @NotBlank @Size(max = 200) String first,
            @NotBlank @Size(max = 200) String second,
            @NotNull Boolean same) {}

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

    static final int LABELS_MAX = 10_000;

    private final LinkageRecords linkage;

    RunsController(LinkageRecords linkage) {
        this.linkage = linkage;
    }

    @PostMapping
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Link what is new since the last run, in the background; the same run that still waits is the answer")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
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
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> linkage.runs(LinkageRecords.ownerOf(caller), place, count),
                        run -> new Cursor.Place(run.createdAt(), run.runId()))
                .map(RunsController::view);
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
                run.pairsOpen(),
                run.pairsSame(),
                run.pairsDifferent(),
                figures == null ? null : figures.persons(),
                figures == null ? null : figures.expectedPrecision(),
                figures == null ? null : figures.expectedRecall(),
                figures == null ? null : figures.iterations(),
                run.measured() == null ? null : MeasuredView.of(run.measured()),
                run.error());
    }

    @PostMapping("/{runId}:evaluate")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary = "Measure precision and recall of a completed run by labels, persons being as they are now",
            description = "Either persons or pairs, up to 10,000 of them. What comes out stays with the run.")
    MeasuredView evaluate(@PathVariable UUID runId, @RequestBody @Valid LabelsBody body, Caller caller) {
        LinkageRun run = find(runId, caller);
        Labels labels = labels(body);
        if (run.status() != RunStatus.COMPLETED) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "ILLEGAL_TRANSITION", "Only what a completed run has found can be measured.");
        }
        String owner = LinkageRecords.ownerOf(caller);
        linkage.measure(owner, run, labels);
        return MeasuredView.of(Objects.requireNonNull(find(runId, caller).measured()));
    }

    private static Labels labels(LabelsBody body) {
        List<PersonLabel> persons = body.persons();
        List<PairLabel> pairs = body.pairs();
        if (pairs != null && persons == null) {
            return new Labels.Pairs(pairs.stream()
                    .map(pair -> new Labels.Pairs.Pair(pair.first(), pair.second(), pair.same()))
                    .toList());
        }
        if (persons == null || pairs != null) {
            throw ProblemException.invalidField("/persons", "INVALID_FIELD", "Give either persons or pairs.");
        }
        Map<String, String> personOf = new HashMap<>();
        for (int i = 0; i < persons.size(); i++) {
            PersonLabel label = persons.get(i);
            String before = personOf.put(label.recordId(), label.personId());
            if (before != null && !before.equals(label.personId())) {
                throw ProblemException.invalidField(
                        "/persons/" + i + "/recordId", "DUPLICATE_ITEM", "This record is labelled as two persons.");
            }
        }
        return new Labels.Persons(personOf);
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
            case JOINED_BY_OTHERS ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "ILLEGAL_TRANSITION",
                        "Other pairs have joined these records since; find one of those to be two persons.");
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
