package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.Governance;
import io.evenreach.campaign.governance.Governance.Defined;
import io.evenreach.campaign.governance.domain.AskLimit;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.campaign.governance.domain.Restriction;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.governance.domain.RuleKind;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Ceilings, quiet hours and ask limits are the brand's: partners, merchants and guides find none here. */
@RestController
@RequestMapping("/api/v1")
class GovernanceController {

    private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Governance governance;

    GovernanceController(Governance governance) {
        this.governance = governance;
    }

    /** Creates a ceiling under an id of the caller's choice, or redefines it; an identical body changes nothing. */
    @PutMapping("/ceilings/{ceilingId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    ResponseEntity<CeilingAnswer> defineCeiling(
            @PathVariable String ceilingId,
            @Valid @RequestBody CeilingBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller, RuleKind.CEILING);
        requireId("ceilingId", ceilingId);
        return defined(
                governance.define(
                        Ceiling.class, ceilingId, body.ceiling(), caller.subject(), version -> seen(ifMatch, version)),
                "/api/v1/ceilings/",
                CeilingAnswer::of);
    }

    @GetMapping("/ceilings/{ceilingId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<CeilingAnswer> ceiling(@PathVariable String ceilingId, Caller caller) {
        return tagged(existing(Ceiling.class, ceilingId, caller), CeilingAnswer::of);
    }

    /** Ceilings in the order of their ids. */
    @GetMapping("/ceilings")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<CeilingAnswer> ceilings(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return page(Ceiling.class, cursor, limit, caller).map(CeilingAnswer::of);
    }

    /** Ends a ceiling; one that was removed before stays removed. */
    @DeleteMapping("/ceilings/{ceilingId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeCeiling(@PathVariable String ceilingId, Caller caller) {
        remove(Ceiling.class, ceilingId, caller);
    }

    /** Creates quiet hours under an id of the caller's choice, or redefines them; an identical body changes nothing. */
    @PutMapping("/quiet-hours/{quietHoursId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    ResponseEntity<QuietHoursAnswer> defineQuietHours(
            @PathVariable String quietHoursId,
            @Valid @RequestBody QuietHoursBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller, RuleKind.QUIET_HOURS);
        requireId("quietHoursId", quietHoursId);
        return defined(
                governance.define(
                        QuietHours.class,
                        quietHoursId,
                        body.quietHours(governance.brandZone()),
                        caller.subject(),
                        version -> seen(ifMatch, version)),
                "/api/v1/quiet-hours/",
                QuietHoursAnswer::of);
    }

    @GetMapping("/quiet-hours/{quietHoursId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<QuietHoursAnswer> quietHours(@PathVariable String quietHoursId, Caller caller) {
        return tagged(existing(QuietHours.class, quietHoursId, caller), QuietHoursAnswer::of);
    }

    /** Quiet hours in the order of their ids. */
    @GetMapping("/quiet-hours")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<QuietHoursAnswer> listQuietHours(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return page(QuietHours.class, cursor, limit, caller).map(QuietHoursAnswer::of);
    }

    /** Ends quiet hours; ones that were removed before stay removed. */
    @DeleteMapping("/quiet-hours/{quietHoursId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeQuietHours(@PathVariable String quietHoursId, Caller caller) {
        remove(QuietHours.class, quietHoursId, caller);
    }

    /** Limits how many asks of a partner's clients are decided; an identical body changes nothing. */
    @PutMapping("/ask-limits/{partnerId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    ResponseEntity<AskLimitAnswer> defineAskLimit(
            @PathVariable String partnerId,
            @Valid @RequestBody AskLimitBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller, RuleKind.ASK_LIMIT);
        requireId("partnerId", partnerId);
        return defined(
                governance.define(
                        AskLimit.class,
                        partnerId,
                        body.askLimit(),
                        caller.subject(),
                        version -> seen(ifMatch, version)),
                "/api/v1/ask-limits/",
                AskLimitAnswer::of);
    }

    @GetMapping("/ask-limits/{partnerId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<AskLimitAnswer> askLimit(@PathVariable String partnerId, Caller caller) {
        return tagged(existing(AskLimit.class, partnerId, caller), AskLimitAnswer::of);
    }

    /** Ask limits in the order of their partners' ids. */
    @GetMapping("/ask-limits")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<AskLimitAnswer> askLimits(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return page(AskLimit.class, cursor, limit, caller).map(AskLimitAnswer::of);
    }

    /** Ends an ask limit; one that was removed before stays removed. */
    @DeleteMapping("/ask-limits/{partnerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeAskLimit(@PathVariable String partnerId, Caller caller) {
        remove(AskLimit.class, partnerId, caller);
    }

    private static <T extends Restriction, A> ResponseEntity<A> defined(
            Defined<T> defined, String path, Function<Rule<T>, A> answer) {
        return switch (defined) {
            case Defined.Created<T>(Rule<T> rule) ->
                ResponseEntity.created(URI.create(path + rule.ruleId()))
                        .eTag(EntityTag.of(rule.version()))
                        .body(answer.apply(rule));
            case Defined.Kept<T>(Rule<T> rule) -> tagged(rule, answer);
            case Defined.Stale<T>(long version) -> throw EntityTag.stale(version);
            case Defined.Invalid<T>(var violations) ->
                throw Refusals.problem(violations.stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.code(), violation.message()))
                        .toList());
        };
    }

    private static <T extends Restriction, A> ResponseEntity<A> tagged(Rule<T> rule, Function<Rule<T>, A> answer) {
        return ResponseEntity.ok().eTag(EntityTag.of(rule.version())).body(answer.apply(rule));
    }

    private <T extends Restriction> Rule<T> existing(Class<T> type, String ruleId, Caller caller) {
        RuleKind kind = RuleKind.of(type);
        requireBrand(caller, kind);
        return governance.find(type, ruleId).orElseThrow(() -> ProblemException.notFound(kind.spoken()));
    }

    private <T extends Restriction> Page<Rule<T>> page(
            Class<T> type, @Nullable String cursor, @Nullable Integer limit, Caller caller) {
        int size = Cursor.limit(limit);
        String after = Cursor.decode(cursor);
        requireBrand(caller, RuleKind.of(type));
        return Page.of(governance.page(type, after == null ? "" : after, size + 1), size, Rule::ruleId);
    }

    private void remove(Class<? extends Restriction> type, String ruleId, Caller caller) {
        RuleKind kind = RuleKind.of(type);
        requireBrand(caller, kind);
        if (!governance.remove(type, ruleId, caller.subject())) {
            throw ProblemException.notFound(kind.spoken());
        }
    }

    /** Somebody else's rule looks like none. */
    private static void requireBrand(Caller caller, RuleKind kind) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound(kind.spoken());
        }
    }

    private static void requireId(String parameter, String ruleId) {
        if (!RULE_ID.matcher(ruleId).matches()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    "An id has 1 to 100 letters, digits, dots, dashes or underscores.",
                    List.of(new FieldError(parameter, "INVALID_PARAMETER", "not an id")));
        }
    }

    private static boolean seen(@Nullable String ifMatch, long version) {
        return version == 0 ? ifMatch == null : EntityTag.admits(ifMatch, version);
    }
}
