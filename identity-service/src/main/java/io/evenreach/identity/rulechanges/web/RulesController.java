package io.evenreach.identity.rulechanges.web;

import io.evenreach.identifiers.BlockedPattern;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.RulesInForce.Version;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.stitching.RuleChanges;
import io.evenreach.identity.stitching.RuleDiffSummary;
import io.evenreach.identity.stitching.RulePreviews;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which rules people are stitched by, what others would change, and changing them. */
@RestController
class RulesController {

    static final int IDENTIFIERS_PER_PROFILE_MAX = 1_000;
    static final int PRIORITY_MAX = 1_000;
    static final int BLOCKED_MAX = 200;
    static final Duration WINDOW_MIN = Duration.ofSeconds(1);
    static final Duration WINDOW_MAX = Duration.ofDays(3_650);

    /**
     * The rules.
     *
     * @param identifiersPerProfile how many identifiers one profile may have, whatever their types
     * @param blocked values that identify nobody, beside those that are built in
     * @param job how far these rules are applied; null for the rules a platform starts with, and where one version is asked
     *     for
     */
    record RulesView(
            long version,
            int identifiersPerProfile,
            List<TypeView> types,
            List<BlockedView> blocked,
            @Nullable JobView job) {}

    /**
     * Values that identify nobody when they are seen from now on.
     *
     * @param type null for identifiers of any type
     * @param pattern {@code *} stands for any characters or none, {@code ?} for one
     */
    record BlockedView(@Nullable String type, String pattern) {}

    /**
     * The rule of one type, strongest first.
     *
     * @param perProfile how many one profile may have; per scope where {@code perScope}
     * @param perProfileWindow where it is set, how many it may get in so long; null for all time
     * @param personsPerKey above this many persons a value is quarantined
     * @param personsPerKeyWindow where it is set, above so many within so long; null for all time
     */
    record TypeView(
            String type,
            String strength,
            int priority,
            int perProfile,
            @Nullable Duration perProfileWindow,
            boolean perScope,
            int personsPerKey,
            @Nullable Duration personsPerKeyWindow,
            boolean scopeRequired) {}

    /**
     * How far rules are applied.
     *
     * @param status {@code RUNNING} or {@code COMPLETED}
     * @param done groups of identifiers that were settled by them in the background
     * @param left groups that are still settled by others
     */
    record JobView(
            String status,
            long done,
            long left,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    /**
     * Rules to put in force.
     *
     * @param version the version the decision is about; absent for whichever is in force
     * @param types every type once
     * @param blocked values that identify nobody, beside those that are built in; absent as they are now
     * @param job taken so that what was read can be sent back; it says nothing
     */
    record RulesBody(
            @Nullable Long version,
            @NotNull Integer identifiersPerProfile,
            @NotNull @Size(min = 1, max = 100) List<@NotNull @Valid TypeBody> types,
            @Nullable @Size(max = BLOCKED_MAX) List<@NotNull @Valid BlockedBody> blocked,
            @Nullable JobView job) {}

    /**
     * Values that identify nobody.
     *
     * @param type absent for identifiers of any type
     * @param pattern up to 100 characters, not all of them wildcards; {@code *} stands for any characters or none,
     *     {@code ?} for one; case does not count
     */
    record BlockedBody(
            @Nullable @Size(max = 100) String type,
            @NotBlank @Size(max = BlockedPattern.LENGTH_MAX) String pattern) {}

    /**
     * The rule of one type.
     *
     * @param strength {@code PERSON}, {@code DEVICE} or {@code COOKIE}; absent as it is now
     * @param perProfileWindow from a second to ten years; absent for all time
     * @param personsPerKeyWindow the same
     * @param perScope taken so that what was read can be sent back; it follows from the rest
     * @param scopeRequired the same; it follows from the type
     */
    record TypeBody(
            @NotBlank @Size(max = 100) String type,
            @Nullable Strength strength,
            @NotNull Integer priority,
            @NotNull Integer perProfile,
            @Nullable Duration perProfileWindow,
            @NotNull Integer personsPerKey,
            @Nullable Duration personsPerKeyWindow,
            @Nullable Boolean perScope,
            @Nullable Boolean scopeRequired) {}

    /**
     * A dry run that takes longer than a request.
     *
     * @param diff what the rules would change; null until the job is completed
     */
    record PreviewView(
            UUID previewId, PreviewJobView job, @Nullable RuleDiffSummary diff) {}

    /**
     * How far a dry run is.
     *
     * @param status {@code QUEUED}, {@code RUNNING}, {@code COMPLETED} or {@code FAILED}
     * @param done groups of identifiers that were looked at
     * @param total that there are, as far as that is known
     * @param error why it failed; null where it did not
     */
    record PreviewJobView(
            String status,
            long done,
            long total,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {}

    record VersionsView(List<Version> items) {}

    private final RulesInForce rules;
    private final RuleChanges changes;
    private final RulePreviews previews;

    RulesController(RulesInForce rules, RuleChanges changes, RulePreviews previews) {
        this.rules = rules;
        this.changes = changes;
        this.previews = previews;
    }

    @GetMapping("/api/v1/identity/rules")
    @RequiresScope(Scopes.IDENTITY_READ)
    ResponseEntity<RulesView> rules() {
        Rules now = rules.now();
        return ResponseEntity.ok().eTag(EntityTag.of(now.version())).body(viewInForce(now));
    }

    @GetMapping("/api/v1/identity/rules/versions")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "Every version of the rules, the newest first; none as long as they were never changed")
    VersionsView versions(Caller caller) {
        requireBrand(caller);
        return new VersionsView(rules.versions());
    }

    @GetMapping("/api/v1/identity/rules/versions/{version}")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "The rules of one version, whether or not they are in force")
    RulesView version(@PathVariable long version, Caller caller) {
        requireBrand(caller);
        return rules.of(version)
                .map(each -> view(each, null))
                .orElseThrow(() -> ProblemException.notFound("version of the rules"));
    }

    @PutMapping("/api/v1/identity/rules")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary =
                    "Change the rules and fold everybody anew by them in the background; with dryRun only say who would"
                            + " merge and split and which identifiers would move, or answer 202 with a job that finds it out")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<Object> change(
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody @Valid RulesBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller);
        Rules candidate = read(body);
        LongPredicate expected =
                version -> (body.version() == null || body.version() == version) && EntityTag.admits(ifMatch, version);
        return dryRun ? preview(candidate, caller) : put(candidate, expected, caller, null);
    }

    @PostMapping("/api/v1/identity/rules/{version}:restore")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(summary = "Put the rules of an earlier version in force again, as a new version")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<Object> restore(
            @PathVariable long version, @RequestParam(defaultValue = "false") boolean dryRun, Caller caller) {
        requireBrand(caller);
        Rules candidate = rules.of(version).orElseThrow(() -> ProblemException.notFound("version of the rules"));
        return dryRun ? preview(candidate, caller) : put(candidate, any -> true, caller, version);
    }

    @GetMapping("/api/v1/identity/rules/previews/{previewId}")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(summary = "How far a dry run is, and what the rules would change once that is known")
    PreviewView preview(@PathVariable UUID previewId, Caller caller) {
        requireBrand(caller);
        return previews.find(previewId)
                .map(RulesController::view)
                .orElseThrow(() -> ProblemException.notFound("dry run"));
    }

    private ResponseEntity<Object> put(
            Rules candidate, LongPredicate expected, Caller caller, @Nullable Long restores) {
        Rules now = changes.change(candidate, expected, caller.subject(), restores)
                .orElseThrow(() -> EntityTag.stale(rules.now().version()));
        RulesView view = viewInForce(now);
        boolean running = view.job() != null && view.job().finishedAt() == null;
        return (running ? ResponseEntity.accepted() : ResponseEntity.ok())
                .eTag(EntityTag.of(now.version()))
                .body(view);
    }

    /** Few people are looked at within a request. */
    private ResponseEntity<Object> preview(Rules candidate, Caller caller) {
        RulePreviews.Shown shown = previews.preview(candidate, caller.subject());
        if (shown.diff() != null) {
            return ResponseEntity.ok(shown.diff());
        }
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/identity/rules/previews/" + shown.previewId()))
                .body(view(shown));
    }

    private static PreviewView view(RulePreviews.Shown shown) {
        return new PreviewView(
                shown.previewId(),
                new PreviewJobView(
                        shown.status(),
                        shown.done(),
                        shown.total(),
                        shown.createdAt(),
                        shown.finishedAt(),
                        shown.error()),
                shown.diff());
    }

    private RulesView viewInForce(Rules now) {
        return view(now, rules.latest().map(this::job).orElse(null));
    }

    private static RulesView view(Rules now, @Nullable JobView job) {
        List<TypeView> types = now.types().entrySet().stream()
                .map(each -> new TypeView(
                        each.getKey().wireName(),
                        each.getValue().strength().name(),
                        each.getValue().priority(),
                        each.getValue().perProfileMax(),
                        each.getValue().perProfileWindow(),
                        now.limitedPerScope(each.getKey()),
                        each.getValue().personsPerKeyMax(),
                        each.getValue().personsPerKeyWindow(),
                        each.getKey().scopeRequired()))
                .sorted(Comparator.comparingInt(TypeView::priority).reversed().thenComparing(TypeView::type))
                .toList();
        List<BlockedView> blocked = now.blocked().stream()
                .map(each ->
                        new BlockedView(each.type() == null ? null : each.type().wireName(), each.pattern()))
                .toList();
        return new RulesView(now.version(), now.identifiersPerProfileMax(), types, blocked, job);
    }

    private JobView job(Version version) {
        boolean running = version.appliedAt() == null;
        return new JobView(
                running ? "RUNNING" : "COMPLETED",
                version.componentsDone(),
                running ? changes.left() : 0,
                version.decidedAt(),
                version.appliedAt());
    }

    private Rules read(RulesBody body) {
        List<FieldError> errors = new ArrayList<>();
        Rules now = rules.now();
        Map<IdentifierType, TypeRule> types = new EnumMap<>(IdentifierType.class);
        for (int i = 0; i < body.types().size(); i++) {
            readType("/types/" + i, body.types().get(i), now, types, errors);
        }
        for (IdentifierType type : IdentifierType.values()) {
            if (type.canonical() == type && !types.containsKey(type) && errors.isEmpty()) {
                errors.add(new FieldError("/types", "REQUIRED", "There is no rule for " + type.wireName() + "."));
            }
        }
        within(body.identifiersPerProfile(), IDENTIFIERS_PER_PROFILE_MAX, "/identifiersPerProfile", errors);
        List<BlockedPattern> blocked = body.blocked() == null ? now.blocked() : readBlocked(body.blocked(), errors);
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    errors.getFirst().code(),
                    errors.getFirst().message(),
                    errors);
        }
        return new Rules(now.version(), types, body.identifiersPerProfile(), blocked);
    }

    private static List<BlockedPattern> readBlocked(List<BlockedBody> bodies, List<FieldError> errors) {
        List<BlockedPattern> blocked = new ArrayList<>(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            BlockedBody body = bodies.get(i);
            IdentifierType type = body.type() == null
                    ? null
                    : IdentifierType.ofWireName(body.type()).orElse(null);
            if (body.type() != null && type == null) {
                errors.add(
                        new FieldError("/blocked/" + i + "/type", "UNKNOWN_IDENTIFIER_TYPE", "There is no such type."));
                continue;
            }
            try {
                blocked.add(new BlockedPattern(type, body.pattern()));
            } catch (IllegalArgumentException blocksAll) {
                errors.add(new FieldError(
                        "/blocked/" + i + "/pattern",
                        "INVALID_FIELD",
                        "A pattern has something else than wildcards; it would block everybody."));
            }
        }
        return blocked.stream().distinct().toList();
    }

    private static void readType(
            String pointer, TypeBody body, Rules now, Map<IdentifierType, TypeRule> types, List<FieldError> errors) {
        IdentifierType type = IdentifierType.ofWireName(body.type())
                .filter(each -> each.canonical() == each)
                .orElse(null);
        if (type == null) {
            errors.add(new FieldError(pointer + "/type", "UNKNOWN_IDENTIFIER_TYPE", "There is no such type."));
            return;
        }
        int before = errors.size();
        within(body.priority(), PRIORITY_MAX, pointer + "/priority", errors);
        within(body.perProfile(), IDENTIFIERS_PER_PROFILE_MAX, pointer + "/perProfile", errors);
        within(body.personsPerKey(), IDENTIFIERS_PER_PROFILE_MAX, pointer + "/personsPerKey", errors);
        within(body.perProfileWindow(), pointer + "/perProfileWindow", errors);
        within(body.personsPerKeyWindow(), pointer + "/personsPerKeyWindow", errors);
        if (errors.size() > before) {
            return;
        }
        Strength strength = body.strength() == null ? now.of(type).strength() : body.strength();
        TypeRule rule = new TypeRule(
                strength,
                body.priority(),
                body.perProfile(),
                body.perProfileWindow(),
                body.personsPerKey(),
                body.personsPerKeyWindow());
        if (types.put(type, rule) != null) {
            errors.add(new FieldError(pointer + "/type", "DUPLICATE_ITEM", "This type stands twice."));
        }
    }

    private static void within(@Nullable Duration window, String pointer, List<FieldError> errors) {
        if (window != null && (window.compareTo(WINDOW_MIN) < 0 || window.compareTo(WINDOW_MAX) > 0)) {
            errors.add(new FieldError(pointer, "OUT_OF_RANGE", "From " + WINDOW_MIN + " to " + WINDOW_MAX + "."));
        }
    }

    private static void within(int value, int max, String pointer, List<FieldError> errors) {
        if (value < 1 || value > max) {
            errors.add(new FieldError(pointer, "OUT_OF_RANGE", "From 1 to " + max + "."));
        }
    }

    private static void requireBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("rules");
        }
    }
}
