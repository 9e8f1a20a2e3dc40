package io.evenreach.frequency.decision.web;

import io.evenreach.frequency.decision.AskLimits;
import io.evenreach.frequency.decision.AskLimits.Admission;
import io.evenreach.frequency.decision.Channels;
import io.evenreach.frequency.decision.DecisionNote;
import io.evenreach.frequency.decision.DecisionNotes;
import io.evenreach.frequency.decision.Subjects;
import io.evenreach.frequency.decision.Unchecked;
import io.evenreach.frequency.decision.web.DecisionBodies.AskBody;
import io.evenreach.frequency.decision.web.DecisionBodies.Asks;
import io.evenreach.frequency.decision.web.DecisionBodies.CandidateBody;
import io.evenreach.frequency.decision.web.DecisionBodies.DecisionBody;
import io.evenreach.frequency.decision.web.DecisionBodies.Decisions;
import io.evenreach.frequency.decision.web.DecisionBodies.ExplanationBody;
import io.evenreach.frequency.decision.web.DecisionBodies.ReleaseBody;
import io.evenreach.frequency.decision.web.DecisionBodies.RuleBody;
import io.evenreach.frequency.ledger.AskQueue;
import io.evenreach.frequency.ledger.Candidates;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.GrantTokens;
import io.evenreach.frequency.ledger.Grants;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Conflicting;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asks, releases and explanations. */
@RestController
@RequestMapping("/api/v1/decisions")
class DecisionController {

    /** So many campaigns that were not chosen are told of in an answer; the explanation has all. */
    private static final int CANDIDATES_MAX = 20;

    /** As a person's touches name them. */
    private static final Pattern TOUCH_ID = Pattern.compile("[0-9a-f]{16}");

    private static final Logger LOG = LoggerFactory.getLogger(DecisionController.class);

    /** Whoever asks before showing cannot wait longer than this for a yes. */
    private static final long WAIT_SECONDS_MAX = 10;

    /** Larger batches would hold the locks of many people for long. */
    private static final int CHUNK_MAX = 512;

    private final AskLimits limits;
    private final Channels channels;
    private final Subjects subjects;
    private final AskQueue queue;
    private final TouchLedger ledger;
    private final Grants grants;
    private final GrantTokens tokens;
    private final DecisionNotes notes;
    private final Candidates candidates;
    private final Unchecked unchecked;

    DecisionController(
            AskLimits limits,
            Channels channels,
            Subjects subjects,
            AskQueue queue,
            TouchLedger ledger,
            Grants grants,
            GrantTokens tokens,
            DecisionNotes notes,
            Candidates candidates,
            Unchecked unchecked) {
        this.limits = limits;
        this.channels = channels;
        this.subjects = subjects;
        this.queue = queue;
        this.ledger = ledger;
        this.grants = grants;
        this.tokens = tokens;
        this.notes = notes;
        this.candidates = candidates;
        this.unchecked = unchecked;
    }

    @PostMapping
    @RequiresScope(Scopes.DECISION_ASK)
    Decisions decide(Caller caller, @Valid @RequestBody Asks body) {
        channels.await(
                body.requests().stream().map(AskBody::channel).collect(Collectors.toSet()),
                body.requests().stream()
                        .map(AskBody::campaignId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        List<Ask> asks = new ArrayList<>(body.requests().size());
        for (int i = 0; i < body.requests().size(); i++) {
            asks.add(ask(caller, body.requests().get(i), "/requests/" + i));
        }
        return switch (limits.admit(caller, asks.size())) {
            case Admission.Admitted() -> decided(caller, asks);
            // Not even what may be allowed without the ledger: all of it could be beyond the limit.
            case Admission.Unknown() ->
                new Decisions(asks.stream().map(ask -> unavailable(caller, ask)).toList());
            case Admission.Above(long count, Duration per, Duration retryAfter) ->
                throw ProblemException.tooMany(
                        "ASK_LIMIT_REACHED",
                        "At most " + count + " asks are decided per " + per + "; nothing of this request was.",
                        retryAfter);
            case Admission.NeverFits(long count, Duration per) ->
                throw ProblemException.invalidField(
                        "/requests",
                        "OUT_OF_RANGE",
                        "At most " + count + " asks are decided per " + per + ": send fewer at a time.");
        };
    }

    private Decisions decided(Caller caller, List<Ask> asks) {
        List<LedgerVerdict> verdicts = asks.size() == 1 ? List.of(single(asks.getFirst())) : batch(asks);
        if (verdicts.size() == 1 && verdicts.getFirst() instanceof Conflicting(String detail)) {
            throw new ProblemException(HttpStatus.CONFLICT, "CONFLICT", detail);
        }
        List<DecisionBody> decisions = new ArrayList<>(asks.size());
        Instant decidedAt = Instant.now();
        for (int i = 0; i < asks.size(); i++) {
            notes.keep(asks.get(i), verdicts.get(i), decidedAt);
            decisions.add(answer(caller, asks.get(i), verdicts.get(i), decidedAt));
        }
        return new Decisions(decisions);
    }

    private Ask ask(Caller caller, AskBody body, String pointer) {
        if (channels.find(caller, body.channel()).isEmpty()) {
            throw ProblemException.invalidField(
                    pointer + "/channel", "UNKNOWN_CHANNEL", "There is no channel " + body.channel() + ".");
        }
        if (body.campaignId() != null && channels.campaign(body.campaignId()).isEmpty()) {
            throw ProblemException.invalidField(
                    pointer + "/campaignId", "UNKNOWN_CAMPAIGN", "There is no campaign " + body.campaignId() + ".");
        }
        return new Ask(
                caller.owner(),
                body.requestId(),
                body.channel(),
                body.campaignId(),
                subjects.of(caller, body.identifiers(), body.profileId(), pointer));
    }

    private LedgerVerdict single(LedgerCommand command) {
        try {
            return queue.submit(command).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new LedgerVerdict.Unavailable("interrupted");
        } catch (ExecutionException | TimeoutException late) {
            LOG.atWarn().setCause(late).log("An ask was not decided in time");
            return new LedgerVerdict.Unavailable("not decided in time");
        }
    }

    private List<LedgerVerdict> batch(List<Ask> asks) {
        List<LedgerVerdict> verdicts = new ArrayList<>(asks.size());
        for (int from = 0; from < asks.size(); from += CHUNK_MAX) {
            List<Ask> chunk = asks.subList(from, Math.min(asks.size(), from + CHUNK_MAX));
            try {
                verdicts.addAll(ledger.apply(chunk));
            } catch (LedgerUnavailableException away) {
                LOG.atWarn().setCause(away).log("A batch of asks could not be decided");
                verdicts.addAll(Collections.nCopies(chunk.size(), new LedgerVerdict.Unavailable("the ledger is away")));
            }
        }
        return verdicts;
    }

    private DecisionBody answer(Caller caller, Ask ask, LedgerVerdict verdict, Instant decidedAt) {
        return switch (verdict) {
            case Allowed allowed ->
                DecisionBody.allowed(
                        ask.requestId(),
                        allowed.campaignId(),
                        subjects.shown(caller, allowed.profileId()),
                        tokens.write(allowed.grant()),
                        allowed.expiresAt(),
                        allowed.remaining(),
                        null);
            case Denied denied -> denied(caller, ask, denied, decidedAt);
            case Conflicting(String detail) -> DecisionBody.conflicting(ask.requestId(), detail);
            default -> undecided(caller, ask);
        };
    }

    private DecisionBody denied(Caller caller, Ask ask, Denied denied, Instant decidedAt) {
        boolean told = mayKnow(caller);
        List<RuleBody> rules = told ? RuleBody.all(denied.rules()) : List.of();
        return new DecisionBody(
                ask.requestId(),
                "DENY",
                denied.campaignId(),
                subjects.shown(caller, denied.profileId()),
                null,
                null,
                0,
                told || denied.reason() == DenialReason.PLAN_REACHED
                        ? denied.reason().name()
                        : "NOT_ALLOWED",
                rules.isEmpty() ? null : rules.getFirst(),
                rules.isEmpty() ? null : rules,
                told ? GroundBody.of(denied.ground(), decidedAt) : null,
                told && denied.reason() == DenialReason.NO_CANDIDATE && denied.considered() != null
                        ? losers(denied.considered())
                        : null,
                told || denied.reason() == DenialReason.PLAN_REACHED ? denied.retryAt() : null,
                null);
    }

    /** Absent where nobody can look up the rules of then: others of the same request may be granted. */
    private @Nullable List<CandidateBody> losers(Considered considered) {
        try {
            return CandidateBody.all(candidates.of(considered, CANDIDATES_MAX));
        } catch (DataAccessException | TransactionException away) {
            LOG.atWarn().setCause(away).log("Why no campaign was chosen is not told now");
            return null;
        }
    }

    /** Others than the brand learn whether they may show, and not why, whatever their scopes. */
    private static boolean mayKnow(Caller caller) {
        return caller.isBrand();
    }

    /** When nobody can decide, nothing is shown, except service messages on channels that were set up for it. */
    private DecisionBody undecided(Caller caller, Ask ask) {
        return unchecked
                .allow(ask, Instant.now())
                .map(allowance -> DecisionBody.allowed(
                        ask.requestId(),
                        allowance.campaignId(),
                        null,
                        tokens.write(allowance.grant()),
                        allowance.expiresAt(),
                        0,
                        mayKnow(caller) ? DenialReason.LEDGER_UNAVAILABLE.name() : null))
                .orElseGet(() -> unavailable(caller, ask));
    }

    private static DecisionBody unavailable(Caller caller, Ask ask) {
        return DecisionBody.denied(
                ask.requestId(),
                ask.campaignId(),
                mayKnow(caller) ? DenialReason.LEDGER_UNAVAILABLE.name() : "NOT_ALLOWED");
    }

    @PostMapping("/{grantId}:release")
    @RequiresScope(Scopes.DECISION_ASK)
    ReleaseBody release(Caller caller, @PathVariable String grantId) {
        GrantRef grant = grantOf(caller, grantId, false);
        return switch (single(new Release(grant))) {
            case LedgerVerdict.Released(TouchState state) -> {
                if (state != null && state.isExposure()) {
                    throw new ProblemException(
                            HttpStatus.CONFLICT, "CONFLICT", "It was shown already and cannot be released.");
                }
                yield new ReleaseBody(grantId, (state == null ? TouchState.EXPIRED : state).name());
            }
            default ->
                throw new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "LEDGER_UNAVAILABLE",
                        "The ledger does not answer; nothing was changed. Try again.");
        };
    }

    @GetMapping("/{grantId}/explanation")
    @RequiresScope(Scopes.DECISION_EXPLAIN)
    @Operation(summary = "How a grant was decided and how it stands, and why each other campaign was not chosen")
    ExplanationBody explain(Caller caller, @PathVariable String grantId) {
        GrantRef grant = grantOf(caller, grantId, true);
        return explained(caller, grants.find(grant).orElseThrow(() -> ProblemException.notFound("grant")));
    }

    @GetMapping("/explanation")
    @RequiresScope({Scopes.DECISION_ASK, Scopes.DECISION_EXPLAIN})
    @Operation(
            summary = "How a request was decided: its grant, or its newest denial of the last seven days",
            description = "Denials can be explained a moment after they were answered. "
                    + "Others than the brand learn no more than they were answered. "
                    + "Instead of a requestId, the brand may name a touch of a person, which explains its grant.")
    ExplanationBody explainRequest(
            Caller caller,
            @RequestParam(required = false) @Nullable String requestId,
            @RequestParam(required = false) @Nullable String partnerId,
            @RequestParam(required = false) @Nullable String touchId) {
        if (requestId == null) {
            return explainTouch(caller, touchId);
        }
        String owner = ownerOf(caller, partnerId);
        Optional<DecisionNote> note = notes.find(Ask.touchIdOf(owner, requestId))
                .filter(kept -> kept.owner().equals(owner) && kept.requestId().equals(requestId));
        return grants.find(owner, requestId)
                .map(found -> explained(caller, requestId, found, note.filter(DecisionNote::wasGranted)))
                .or(() -> note.filter(kept -> !kept.wasGranted()).map(kept -> explained(caller, kept)))
                .orElseThrow(() -> ProblemException.notFound("decision"));
    }

    private ExplanationBody explainTouch(Caller caller, @Nullable String touchId) {
        if (touchId == null) {
            throw new ProblemException(HttpStatus.BAD_REQUEST, "INVALID_PARAMETER", "Name a requestId or a touchId.");
        }
        return Optional.of(touchId)
                .filter(id -> caller.isBrand() && TOUCH_ID.matcher(id).matches())
                .flatMap(id -> grants.find(Long.parseUnsignedLong(id, 16)))
                .map(found -> explained(caller, found))
                .orElseThrow(() -> ProblemException.notFound("grant"));
    }

    private static String ownerOf(Caller caller, @Nullable String partnerId) {
        if (partnerId == null) {
            return caller.owner();
        }
        String owner = Caller.ownerOf(partnerId);
        if (!caller.isBrand() && !owner.equals(caller.owner())) {
            throw ProblemException.notFound("decision");
        }
        return owner;
    }

    private ExplanationBody explained(Caller caller, Grants.Found found) {
        Optional<DecisionNote> note = notes.find(found.grant().touchId()).filter(DecisionNote::wasGranted);
        return explained(caller, note.map(DecisionNote::requestId).orElse(null), found, note);
    }

    private ExplanationBody explained(
            Caller caller, @Nullable String requestId, Grants.Found found, Optional<DecisionNote> note) {
        boolean lapsed = found.state() == TouchState.GRANTED && Instant.now().isAfter(found.expiresAt());
        boolean told = mayKnow(caller);
        return new ExplanationBody(
                requestId,
                tokens.write(found.grant()),
                "ALLOW",
                null,
                (lapsed ? TouchState.EXPIRED : found.state()).name(),
                found.campaignId(),
                null,
                found.channel(),
                subjects.shown(caller, found.profileId()),
                found.owner(),
                found.grantedAt(),
                found.grantedAt(),
                found.expiresAt(),
                found.remaining(),
                null,
                told ? RuleBody.all(found.rules()) : List.of(),
                null,
                told
                        ? note.map(kept -> CandidateBody.all(notes.candidates(kept)))
                                .orElse(null)
                        : null,
                told && found.identityRulesVersion().isPresent()
                        ? found.identityRulesVersion().getAsLong()
                        : null);
    }

    private ExplanationBody explained(Caller caller, DecisionNote note) {
        boolean told = mayKnow(caller);
        boolean planReached = DenialReason.PLAN_REACHED.name().equals(note.reason());
        return new ExplanationBody(
                note.requestId(),
                null,
                "DENY",
                told || planReached ? note.reason() : "NOT_ALLOWED",
                null,
                note.campaignId(),
                note.askedCampaignId(),
                note.channel(),
                subjects.shown(caller, note.profileId()),
                note.owner(),
                note.decidedAt(),
                null,
                null,
                0,
                told || planReached ? note.retryAt() : null,
                told ? RuleBody.all(note.rules()) : List.of(),
                told ? GroundBody.of(note.ground(), note.decidedAt()) : null,
                told && note.askedCampaignId() == null ? CandidateBody.all(notes.candidates(note)) : null,
                told ? note.identityRulesVersion() : null);
    }

    /** A grant that was made up, tampered with or given to somebody else is the same 404. */
    private GrantRef grantOf(Caller caller, String grantId, boolean anybodys) {
        return tokens.read(grantId)
                .filter(grant -> grant.owner().equals(caller.owner()) || (anybodys && caller.isBrand()))
                .orElseThrow(() -> ProblemException.notFound("grant"));
    }
}
