package io.evenreach.campaign.campaign.web;

import io.evenreach.campaign.campaign.Campaigns;
import io.evenreach.campaign.campaign.Campaigns.Result;
import io.evenreach.campaign.campaign.Campaigns.Text;
import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignAction;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.Conflicts;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.campaign.domain.Violation;
import io.evenreach.campaign.campaign.web.CampaignAnswer.VersionAnswer;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Campaigns are the brand's: partners, merchants and guides find none here. */
@RestController
@RequestMapping("/api/v1/campaigns")
class CampaignController {

    private final Campaigns campaigns;

    CampaignController(Campaigns campaigns) {
        this.campaigns = campaigns;
    }

    /** Writes a draft. */
    @PostMapping
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    ResponseEntity<CampaignAnswer> create(@Valid @RequestBody CampaignBody body, Caller caller) {
        if (!caller.isBrand()) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "Campaigns are the brand's.");
        }
        Campaign campaign = done(campaigns.create(read(body), caller.subject()), "edit");
        return ResponseEntity.created(URI.create("/api/v1/campaigns/" + campaign.campaignId()))
                .eTag(EntityTag.of(campaign.version()))
                .body(answer(campaign, null));
    }

    /** Campaigns newest first. */
    @GetMapping
    @RequiresScope(Scopes.CAMPAIGN_READ)
    Page<CampaignAnswer> list(
            @RequestParam @Nullable Set<CampaignStatus> status,
            @RequestParam @Nullable String q,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        Cursor.Place after = Cursor.decodePlace(cursor);
        if (!caller.isBrand()) {
            return new Page<>(List.of(), null);
        }
        Set<CampaignStatus> statuses =
                status == null || status.isEmpty() ? EnumSet.allOf(CampaignStatus.class) : status;
        return Page.of(
                        campaigns.page(statuses, q, after, size + 1),
                        size,
                        campaign -> new Cursor.Place(campaign.createdAt(), campaign.campaignId()).text())
                .map(CampaignAnswer::of);
    }

    @GetMapping("/{campaignId}")
    @RequiresScope(Scopes.CAMPAIGN_READ)
    ResponseEntity<CampaignAnswer> one(@PathVariable UUID campaignId, Caller caller) {
        return tagged(existing(campaignId, caller), null);
    }

    /** Every version there ever was, newest first. */
    @GetMapping("/{campaignId}/versions")
    @RequiresScope(Scopes.CAMPAIGN_READ)
    Page<VersionAnswer> versions(
            @PathVariable UUID campaignId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        long before = before(cursor);
        existing(campaignId, caller);
        return Page.of(
                        campaigns.versions(campaignId, before, size + 1),
                        size,
                        version -> String.valueOf(version.campaign().version()))
                .map(CampaignAnswer::of);
    }

    /** Rewrites a campaign that has not run yet; takes back an approval. An identical body changes nothing. */
    @PutMapping("/{campaignId}")
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    ResponseEntity<CampaignAnswer> edit(
            @PathVariable UUID campaignId,
            @Valid @RequestBody CampaignBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        requireBrand(caller);
        Result result =
                campaigns.edit(campaignId, read(body), caller.subject(), version -> EntityTag.admits(ifMatch, version));
        return tagged(done(result, "edit"), null);
    }

    @PostMapping("/{campaignId}:submit")
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    ResponseEntity<CampaignAnswer> submit(
            @PathVariable UUID campaignId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return tagged(act(campaignId, CampaignAction.SUBMIT, ifMatch, caller), null);
    }

    /** Approves what is written now. Whoever wrote any of it needs {@code campaign:approve-own} as well. */
    @PostMapping("/{campaignId}:approve")
    @RequiresScope(Scopes.CAMPAIGN_APPROVE)
    ResponseEntity<CampaignAnswer> approve(
            @PathVariable UUID campaignId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return tagged(act(campaignId, CampaignAction.APPROVE, ifMatch, caller), null);
    }

    /** Starts or resumes it. The warnings name other active campaigns in the way; they never block. */
    @PostMapping("/{campaignId}:activate")
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    ResponseEntity<CampaignAnswer> activate(
            @PathVariable UUID campaignId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        Campaign active = act(campaignId, CampaignAction.ACTIVATE, ifMatch, caller);
        return tagged(active, campaigns.conflicts(active));
    }

    @PostMapping("/{campaignId}:pause")
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    ResponseEntity<CampaignAnswer> pause(
            @PathVariable UUID campaignId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return tagged(act(campaignId, CampaignAction.PAUSE, ifMatch, caller), null);
    }

    @PostMapping("/{campaignId}:complete")
    @RequiresScope(Scopes.CAMPAIGN_WRITE)
    ResponseEntity<CampaignAnswer> complete(
            @PathVariable UUID campaignId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        return tagged(act(campaignId, CampaignAction.COMPLETE, ifMatch, caller), null);
    }

    private Campaign act(UUID campaignId, CampaignAction action, @Nullable String ifMatch, Caller caller) {
        requireBrand(caller);
        Campaign.Actor actor = new Campaign.Actor(caller.subject(), caller.has(Scopes.CAMPAIGN_APPROVE_OWN));
        Result result = campaigns.act(campaignId, action, actor, version -> EntityTag.admits(ifMatch, version));
        return done(result, action.name().toLowerCase(Locale.ROOT));
    }

    private Campaign existing(UUID campaignId, Caller caller) {
        requireBrand(caller);
        return campaigns.find(campaignId).orElseThrow(() -> ProblemException.notFound("campaign"));
    }

    /** Somebody else's campaign looks like none. */
    private static void requireBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("campaign");
        }
    }

    private static Text read(CampaignBody body) {
        CampaignReader reader = new CampaignReader();
        return reader.read(body).orElseThrow(() -> reader.refusals().problem());
    }

    private static Campaign done(Result result, String verb) {
        return switch (result) {
            case Result.Done(Campaign campaign) -> campaign;
            case Result.NotFound() -> throw ProblemException.notFound("campaign");
            case Result.Stale(long version) -> throw EntityTag.stale(version);
            case Result.Invalid(List<Violation> violations) ->
                throw Refusals.problem(violations.stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.code(), violation.message()))
                        .toList());
            case Result.Illegal(CampaignStatus status) ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "ILLEGAL_TRANSITION",
                        "A campaign that is " + status + " does not allow " + verb + ".");
            case Result.OwnWork() ->
                throw new ProblemException(
                        HttpStatus.FORBIDDEN,
                        "OWN_WORK",
                        "Who wrote a campaign does not approve it alone; that needs the scope "
                                + Scopes.CAMPAIGN_APPROVE_OWN + ".");
        };
    }

    private ResponseEntity<CampaignAnswer> tagged(Campaign campaign, @Nullable List<Conflicts.Overlap> conflicts) {
        return ResponseEntity.ok().eTag(EntityTag.of(campaign.version())).body(answer(campaign, conflicts));
    }

    private CampaignAnswer answer(Campaign campaign, @Nullable List<Conflicts.Overlap> conflicts) {
        ProfileList members =
                campaigns.members(campaign.definition().audience()).orElse(null);
        return CampaignAnswer.of(campaign, members, conflicts);
    }

    private static long before(@Nullable String cursor) {
        String text = Cursor.decode(cursor);
        try {
            return text == null ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
