package io.evenreach.guidecommerce.guide.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.guide.Expertise;
import io.evenreach.guidecommerce.guide.Expertise.Evidence;
import io.evenreach.guidecommerce.guide.Expertise.EvidenceKind;
import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.ExpertiseKind;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Expertises.Outcome;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What guides know: they declare it with evidence, the brand verifies it. */
@RestController
@RequestMapping("/api/v1/guides/{guideId}")
class ExpertiseController {

    private static final String WEB_ADDRESS = "https?://[^\\s]{1,990}";

    private final Expertises expertises;
    private final Guides guides;
    private final Clock clock;

    ExpertiseController(Expertises expertises, Guides guides, Clock clock) {
        this.expertises = expertises;
        this.guides = guides;
        this.clock = clock;
    }

    /** @param area such as {@code FR-BDX} or {@code wine}, in whatever case */
    record AreaBody(
            @NotNull ExpertiseKind kind,
            @NotBlank @Size(max = 50) String area) {}

    /**
     * What a guide says they know.
     *
     * @param expiresAt until when the evidence holds; absent where it does not end
     */
    record DeclarationBody(
            @NotNull ExpertiseKind kind,
            @NotBlank @Size(max = 50) String area,
            @Nullable @Valid EvidenceBody evidence,
            @Nullable OffsetDateTime expiresAt) {}

    record RefusalBody(
            @NotNull ExpertiseKind kind,
            @NotBlank @Size(max = 50) String area,
            @Nullable @Size(max = 1_000) String reason) {}

    /** @param reference the number of the licence, or of the trip */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EvidenceBody(
            @NotNull EvidenceKind kind,
            @NotBlank @Size(max = 200) String reference,

            @Nullable @Pattern(regexp = WEB_ADDRESS, message = "must be an http or https address")
            String url) {}

    /**
     * An area as it stands.
     *
     * @param review of what the guide said last; what was verified before counts until {@code verifiedUntil} all the same
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExpertiseAnswer(
            ExpertiseKind kind,
            String area,
            Expertise.Status status,
            Review review,
            @Nullable EvidenceBody evidence,
            @Nullable Instant expiresAt,
            @Nullable Instant verifiedUntil,
            @Nullable String reason) {}

    /** All areas of a guide, at most a hundred. */
    @GetMapping("/expertise")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<ExpertiseAnswer> list(@PathVariable String guideId, Caller caller) {
        return all(Refusals.ownGuide(guideId, caller));
    }

    /** Declares an area, or says more of one. What was verified counts until somebody has looked at the new evidence. */
    @PutMapping("/expertise")
    @RequiresScope(Scopes.GUIDE_WRITE)
    ExpertiseAnswer declare(@PathVariable String guideId, @Valid @RequestBody DeclarationBody body, Caller caller) {
        EvidenceBody evidence = body.evidence();
        return answer(expertises.declare(
                Refusals.ownGuide(guideId, caller),
                body.kind(),
                body.area(),
                evidence == null
                        ? null
                        : new Evidence(evidence.kind(), evidence.reference().strip(), evidence.url()),
                body.expiresAt() == null ? null : body.expiresAt().toInstant()));
    }

    /** The guide does not claim the area any more. */
    @PostMapping("/expertise:withdraw")
    @RequiresScope(Scopes.GUIDE_WRITE)
    ResponseEntity<Page<ExpertiseAnswer>> withdraw(
            @PathVariable String guideId, @Valid @RequestBody AreaBody body, Caller caller) {
        UUID guide = Refusals.ownGuide(guideId, caller);
        if (!expertises.withdraw(guide, body.kind(), body.area())) {
            throw ProblemException.notFound("guide");
        }
        return ResponseEntity.ok(all(guide));
    }

    /** Finds true what the guide said last, until the evidence expires. */
    @PostMapping("/expertise:verify")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    ExpertiseAnswer verify(@PathVariable String guideId, @Valid @RequestBody AreaBody body, Caller caller) {
        return answer(expertises.verify(reviewed(guideId, caller), body.kind(), body.area()));
    }

    /** Does not find it true; sales outside what is verified earn less. */
    @PostMapping("/expertise:refuse")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    ExpertiseAnswer refuse(@PathVariable String guideId, @Valid @RequestBody RefusalBody body, Caller caller) {
        return answer(expertises.refuse(reviewed(guideId, caller), body.kind(), body.area(), body.reason()));
    }

    private static UUID reviewed(String guideId, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Evidence is looked at by the brand.");
        }
        return Refusals.ourId("guide", guideId);
    }

    private Page<ExpertiseAnswer> all(UUID guide) {
        if (guides.find(guide).isEmpty()) {
            throw ProblemException.notFound("guide");
        }
        return new Page<>(expertises.of(guide).stream().map(this::answer).toList(), null);
    }

    private ExpertiseAnswer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(Expertise expertise) -> answer(expertise);
            case Outcome.NotThere() -> throw ProblemException.notFound("expertise");
            case Outcome.Expired() ->
                throw ProblemException.invalidField("/expiresAt", "EXPIRED", "The evidence has expired already.");
            case Outcome.NoEvidence() ->
                throw new ProblemException(
                        HttpStatus.CONFLICT, "NO_EVIDENCE", "Nothing is verified without evidence here.");
            case Outcome.TooMany() ->
                throw ProblemException.invalidField("/area", "OUT_OF_RANGE", "A guide declares at most 50 of a kind.");
        };
    }

    private ExpertiseAnswer answer(Expertise expertise) {
        return answer(expertise, clock.instant());
    }

    static ExpertiseAnswer answer(Expertise expertise, Instant now) {
        Evidence evidence = expertise.evidence();
        return new ExpertiseAnswer(
                expertise.kind(),
                expertise.area(),
                expertise.statusAt(now),
                expertise.review(),
                evidence == null ? null : new EvidenceBody(evidence.kind(), evidence.reference(), evidence.url()),
                expertise.expiresAt(),
                expertise.verifiedUntil(),
                expertise.reason());
    }
}
