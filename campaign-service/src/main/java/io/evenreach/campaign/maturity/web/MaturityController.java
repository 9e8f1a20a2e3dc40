package io.evenreach.campaign.maturity.web;

import io.evenreach.campaign.maturity.Maturity;
import io.evenreach.campaign.maturity.StageRules;
import io.evenreach.campaign.maturity.StageRules.Defined;
import io.evenreach.campaign.maturity.domain.Flow;
import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.persistence.StageRuleStore.Versioned;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Stages of customers are the brand's: partners, merchants and guides find none here. */
@RestController
@RequestMapping("/api/v1")
class MaturityController {

    private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("1970-01-01T00:00:00Z");
    private static final OffsetDateTime LATEST = OffsetDateTime.parse("2200-01-01T00:00:00Z");

    private final Maturity maturity;
    private final StageRules rules;

    MaturityController(Maturity maturity, StageRules rules) {
        this.maturity = maturity;
        this.rules = rules;
    }

    /** Somebody came to be at a stage. */
    record ChangeAnswer(String stage, Instant at) {}

    /**
     * The stage of one person.
     *
     * @param profileId whom the id that was asked for stands for now
     * @param since when the stage was reached; null at the first stage, where everybody begins
     * @param paidOrders that were not refunded whole
     * @param firstOrderAt when the first of them was placed; null where there is none
     * @param changes the oldest first; by the stages that hold now
     */
    record StandingAnswer(
            UUID profileId,
            String stage,
            @Nullable Instant since,
            int paidOrders,
            @Nullable Instant firstOrderAt,
            List<ChangeAnswer> changes) {

        static StandingAnswer of(Maturity.Standing standing) {
            List<ChangeAnswer> changes = standing.changes().stream()
                    .map(change -> new ChangeAnswer(change.stage().name(), change.at()))
                    .toList();
            List<Instant> orders = standing.orders();
            return new StandingAnswer(
                    standing.profileId(),
                    standing.stage().name(),
                    changes.isEmpty() ? null : changes.getLast().at(),
                    orders.size(),
                    orders.isEmpty() ? null : orders.getFirst(),
                    changes);
        }
    }

    /** How many people are at a stage. */
    record StageCount(String stage, long people) {}

    /** @param base everybody who was known: the sum of the stages */
    record CountsAnswer(Instant at, long base, List<StageCount> stages) {}

    /**
     * How many people went from a stage to a stage.
     *
     * @param from the stage at the earlier time
     * @param to the stage at the later time
     */
    record CellAnswer(String from, String to, long people) {}

    /**
     * Who went from where to where.
     *
     * @param stages lowest first
     * @param base everybody who was known at {@code to}: what the cells sum to
     * @param cells every pair of stages, also those that nobody went between
     */
    record FlowAnswer(Instant from, Instant to, List<String> stages, long base, List<CellAnswer> cells) {}

    /** The stages that hold, lowest first. */
    @GetMapping("/maturity/rules")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<StagesBody> rules(Caller caller) {
        requireBrand(caller);
        return tagged(rules.now());
    }

    /** Puts other stages in force, for all times at once; an identical body changes nothing. */
    @PutMapping("/maturity/rules")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    ResponseEntity<StagesBody> defineRules(
            @Valid @RequestBody StagesBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller);
        Defined defined = rules.define(
                body.read(),
                caller.subject(),
                version -> (body.version() == null || body.version() == version) && EntityTag.admits(ifMatch, version));
        return switch (defined) {
            case Defined.Kept(Versioned kept) -> tagged(kept);
            case Defined.Stale(long version) -> throw EntityTag.stale(version);
            case Defined.Invalid(var violations) ->
                throw Refusals.problem(violations.stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.code(), violation.message()))
                        .toList());
        };
    }

    /** The stage of one person; an older id of the person will do. */
    @GetMapping("/profiles/{profileId}/maturity")
    @RequiresScope(Scopes.REACH_READ)
    StandingAnswer standing(@PathVariable UUID profileId, Caller caller) {
        requireBrand(caller);
        return maturity.of(profileId).map(StandingAnswer::of).orElseThrow(() -> ProblemException.notFound("profile"));
    }

    /** How many people are at each stage, or were at a time. */
    @GetMapping("/maturity")
    @RequiresScope(Scopes.REACH_READ)
    CountsAnswer counts(@RequestParam @Nullable OffsetDateTime at, Caller caller) {
        requireBrand(caller);
        Instant time = at == null ? maturity.now() : time("at", at);
        Flow flow = maturity.flow(time, time);
        List<String> names = names(flow);
        return new CountsAnswer(
                time,
                flow.base(),
                IntStream.range(0, names.size())
                        .mapToObj(place -> new StageCount(names.get(place), flow.people(place, place)))
                        .toList());
    }

    /** How many people went from which stage to which between two times. */
    @GetMapping("/maturity/flow")
    @RequiresScope(Scopes.REACH_READ)
    FlowAnswer flow(@RequestParam OffsetDateTime from, @RequestParam OffsetDateTime to, Caller caller) {
        requireBrand(caller);
        Instant earlier = time("from", from);
        Instant later = time("to", to);
        if (later.isBefore(earlier)) {
            throw invalid("to", "to must not be before from.");
        }
        Flow flow = maturity.flow(earlier, later);
        List<String> names = names(flow);
        List<CellAnswer> cells = new ArrayList<>();
        for (int row = 0; row < names.size(); row++) {
            for (int column = 0; column < names.size(); column++) {
                cells.add(new CellAnswer(names.get(row), names.get(column), flow.people(row, column)));
            }
        }
        return new FlowAnswer(earlier, later, names, flow.base(), cells);
    }

    private static List<String> names(Flow flow) {
        return flow.stages().ordered().stream().map(Stage::name).toList();
    }

    private static ResponseEntity<StagesBody> tagged(Versioned rules) {
        return ResponseEntity.ok().eTag(EntityTag.of(rules.version())).body(StagesBody.of(rules));
    }

    private static Instant time(String parameter, OffsetDateTime time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw invalid(parameter, parameter + " must lie between 1970 and 2200.");
        }
        return time.toInstant();
    }

    private static ProblemException invalid(String parameter, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(new FieldError(parameter, "INVALID_PARAMETER", message)));
    }

    /** What is the brand's alone looks like nothing to others. */
    private static void requireBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("maturity");
        }
    }
}
