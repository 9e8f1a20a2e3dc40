package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.Governance;
import io.evenreach.campaign.governance.domain.AskLimit;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
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

    private final Governance governance;
    private final RuleResource<Ceiling, CeilingAnswer> ceilings;
    private final RuleResource<QuietHours, QuietHoursAnswer> quietHours;
    private final RuleResource<AskLimit, AskLimitAnswer> askLimits;

    GovernanceController(Governance governance) {
        this.governance = governance;
        this.ceilings =
                new RuleResource<>(governance, Ceiling.class, "/api/v1/ceilings", "ceilingId", CeilingAnswer::of);
        this.quietHours = new RuleResource<>(
                governance, QuietHours.class, "/api/v1/quiet-hours", "quietHoursId", QuietHoursAnswer::of);
        this.askLimits =
                new RuleResource<>(governance, AskLimit.class, "/api/v1/ask-limits", "partnerId", AskLimitAnswer::of);
    }

    /** Creates a ceiling under an id of the caller's choice, or redefines it; an identical body changes nothing. */
    @PutMapping("/ceilings/{ceilingId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<CeilingAnswer> defineCeiling(
            @PathVariable String ceilingId,
            @Valid @RequestBody CeilingBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return ceilings.define(ceilingId, body::ceiling, ifMatch, caller);
    }

    @GetMapping("/ceilings/{ceilingId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<CeilingAnswer> ceiling(@PathVariable String ceilingId, Caller caller) {
        return ceilings.find(ceilingId, caller);
    }

    /** Ceilings in the order of their ids. */
    @GetMapping("/ceilings")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<CeilingAnswer> ceilings(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return ceilings.page(cursor, limit, caller);
    }

    /** Ends a ceiling; one that was removed before stays removed. */
    @DeleteMapping("/ceilings/{ceilingId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeCeiling(@PathVariable String ceilingId, Caller caller) {
        ceilings.remove(ceilingId, caller);
    }

    /** Creates quiet hours under an id of the caller's choice, or redefines them; an identical body changes nothing. */
    @PutMapping("/quiet-hours/{quietHoursId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<QuietHoursAnswer> defineQuietHours(
            @PathVariable String quietHoursId,
            @Valid @RequestBody QuietHoursBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return quietHours.define(quietHoursId, () -> body.quietHours(governance.brandZone()), ifMatch, caller);
    }

    @GetMapping("/quiet-hours/{quietHoursId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<QuietHoursAnswer> quietHours(@PathVariable String quietHoursId, Caller caller) {
        return quietHours.find(quietHoursId, caller);
    }

    /** Quiet hours in the order of their ids. */
    @GetMapping("/quiet-hours")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<QuietHoursAnswer> listQuietHours(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return quietHours.page(cursor, limit, caller);
    }

    /** Ends quiet hours; ones that were removed before stay removed. */
    @DeleteMapping("/quiet-hours/{quietHoursId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeQuietHours(@PathVariable String quietHoursId, Caller caller) {
        quietHours.remove(quietHoursId, caller);
    }

    /** Limits how many asks of a partner's clients are decided; an identical body changes nothing. */
    @PutMapping("/ask-limits/{partnerId}")
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<AskLimitAnswer> defineAskLimit(
            @PathVariable String partnerId,
            @Valid @RequestBody AskLimitBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return askLimits.define(partnerId, body::askLimit, ifMatch, caller);
    }

    @GetMapping("/ask-limits/{partnerId}")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    ResponseEntity<AskLimitAnswer> askLimit(@PathVariable String partnerId, Caller caller) {
        return askLimits.find(partnerId, caller);
    }

    /** Ask limits in the order of their partners' ids. */
    @GetMapping("/ask-limits")
    @RequiresScope(Scopes.GOVERNANCE_READ)
    Page<AskLimitAnswer> askLimits(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        return askLimits.page(cursor, limit, caller);
    }

    /** Ends an ask limit; one that was removed before stays removed. */
    @DeleteMapping("/ask-limits/{partnerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(Scopes.GOVERNANCE_WRITE)
    void removeAskLimit(@PathVariable String partnerId, Caller caller) {
        askLimits.remove(partnerId, caller);
    }
}
