package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.guide.Guides.Changed;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.wire.IdentifierBody;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.OpenEndpoint;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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

@RestController
@RequestMapping("/api/v1/guides")
class GuideController {

    /** Which id the guide gets, as the gateway chose it; no caller can send it through the gateway. */
    private static final String CHOSEN_ID = "X-Evenreach-Guide-Id";

    /** The e-mail they sign in with, percent-encoded; from the gateway only, too. */
    private static final String EMAIL = "X-Evenreach-Guide-Email";

    private final Guides guides;
    private final GuideIdentifiers identifiers;
    private final IdentifierReader reader;

    GuideController(Guides guides, GuideIdentifiers identifiers, IdentifierReader reader) {
        this.guides = guides;
        this.identifiers = identifiers;
        this.reader = reader;
    }

    /**
     * Registers a guide as a draft; with e-mail and password they can sign in at once, and what is bought with that e-mail
     * is their own purchase. Two requests for one chosen id register one guide.
     */
    @PostMapping
    @OpenEndpoint(because = "whoever wants to be a guide has no token yet")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    ResponseEntity<GuideAnswer> register(
            @Valid @RequestBody RegistrationBody body,
            @Parameter(hidden = true) @RequestHeader(name = CHOSEN_ID, required = false) @Nullable UUID chosenId,
            @Parameter(hidden = true) @RequestHeader(name = EMAIL, required = false) @Nullable String email) {
        Guide guide = guides.register(chosenId == null ? UUID.randomUUID() : chosenId, body.registration())
                .orElseThrow(() -> ProblemException.invalidField(
                        "/referralCode", "UNKNOWN_REFERRAL_CODE", "This referral code is nobody's."));
        if (email != null) {
            IdentifierBody ofGuide =
                    new IdentifierBody("email", null, URLDecoder.decode(email, StandardCharsets.UTF_8));
            identifiers.add(guide.guideId(), reader.read(List.of(ofGuide), ""));
        }
        return ResponseEntity.created(URI.create("/api/v1/guides/" + guide.guideId()))
                .body(GuideAnswer.of(guide));
    }

    /** Where the guide is paid. Payouts that are already put together keep the account they have. */
    @PutMapping("/{guideId}/payee")
    @RequiresScope(Scopes.GUIDE_WRITE)
    ResponseEntity<GuideAnswer> pay(
            @PathVariable String guideId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody PayeeBody body,
            Caller caller) {
        return switch (guides.pay(
                Refusals.ownGuide(guideId, caller), body.payee(), version -> EntityTag.admits(ifMatch, version))) {
            case Changed.Done(Guide guide) -> tagged(guide);
            case Changed.NotThere() -> throw ProblemException.notFound("guide");
            case Changed.Stale(long version) -> throw EntityTag.stale(version);
        };
    }

    private static ResponseEntity<GuideAnswer> tagged(Guide guide) {
        return ResponseEntity.ok().eTag(EntityTag.of(guide.version())).body(GuideAnswer.of(guide));
    }

    @GetMapping("/{guideId}")
    @RequiresScope(Scopes.GUIDE_READ)
    ResponseEntity<GuideAnswer> one(@PathVariable String guideId, Caller caller) {
        return guides.find(Refusals.ownGuide(guideId, caller))
                .map(GuideController::tagged)
                .orElseThrow(() -> ProblemException.notFound("guide"));
    }

    /** What happened to a guide and why, the newest first; who did it is shown to the brand only. */
    @GetMapping("/{guideId}/history")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<StepAnswer> history(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        int size = Cursor.limit(limit);
        return Page.of(guides.steps(guide, before(cursor), size + 1), size, step -> Long.toString(step.version()))
                .map(step -> StepAnswer.of(step, caller.isBrand()));
    }

    /** All guides in the order of their ids, or those of one status, whoever has stood there longest first. */
    @GetMapping
    @RequiresScope(Scopes.GUIDE_READ)
    Page<GuideAnswer> list(
            @RequestParam @Nullable GuideStatus status,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("The list of guides is the brand's.");
        }
        int size = Cursor.limit(limit);
        Page<Guide> page = status == null
                ? Page.of(
                        guides.page(Cursor.decodeId(cursor), size + 1),
                        size,
                        guide -> guide.guideId().toString())
                : Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> guides.queue(status, place, count),
                        guide -> new Cursor.Place(guide.statusSince(), guide.guideId()));
        return page.map(GuideAnswer::of);
    }

    private static @Nullable Long before(@Nullable String cursor) {
        String before = Cursor.decode(cursor);
        try {
            return before == null ? null : Long.valueOf(before);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
