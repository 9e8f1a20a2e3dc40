package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.guide.Guides.Moved;
import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.OpenEndpoint;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/guides")
class GuideController {

    private final Guides guides;

    GuideController(Guides guides) {
        this.guides = guides;
    }

    /** Registers a guide as a draft. */
    @PostMapping
    @OpenEndpoint(because = "whoever wants to be a guide has no token yet")
    ResponseEntity<GuideAnswer> register(@Valid @RequestBody RegistrationBody body) {
        Guide guide = guides.register(body.registration())
                .orElseThrow(() -> ProblemException.invalidField(
                        "/referralCode", "UNKNOWN_REFERRAL_CODE", "This referral code is nobody's."));
        return ResponseEntity.created(URI.create("/api/v1/guides/" + guide.guideId()))
                .body(GuideAnswer.of(guide));
    }

    /** Hands a draft in for review; repeated, it changes nothing. */
    @PostMapping("/{guideId}:submit")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer submit(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.SUBMIT, GuideStatus.SUBMITTED);
    }

    @PostMapping("/{guideId}:pick")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer pick(@PathVariable String guideId, Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.PICK, GuideStatus.IN_REVIEW);
    }

    /** Lets a guide earn, and takes what they declared to know as true. */
    @PostMapping("/{guideId}:approve")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer approve(@PathVariable String guideId, Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.APPROVE, GuideStatus.ACTIVE);
    }

    @PostMapping("/{guideId}:reject")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer reject(@PathVariable String guideId, Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.REJECT, GuideStatus.REJECTED);
    }

    @PostMapping("/{guideId}:askMore")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer askMore(@PathVariable String guideId, Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.ASK_MORE, GuideStatus.RESUBMIT);
    }

    /** Stops new sales and payouts; what was earned stays earned. */
    @PostMapping("/{guideId}:suspend")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer suspend(@PathVariable String guideId, Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.SUSPEND, GuideStatus.SUSPENDED);
    }

    /** Where the guide is paid. Payouts that are already put together keep the account they have. */
    @PutMapping("/{guideId}/payee")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer pay(@PathVariable String guideId, @Valid @RequestBody PayeeBody body, Caller caller) {
        return guides.pay(Refusals.ownGuide(guideId, caller), body.payee())
                .map(GuideAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("guide"));
    }

    @GetMapping("/{guideId}")
    @RequiresScope(Scopes.GUIDE_READ)
    GuideAnswer one(@PathVariable String guideId, Caller caller) {
        return guides.find(Refusals.ownGuide(guideId, caller))
                .map(GuideAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("guide"));
    }

    /** All guides, or those of one status, in the order of their ids. */
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
        return Page.of(
                        guides.page(status, position(cursor), size + 1),
                        size,
                        guide -> guide.guideId().toString())
                .map(GuideAnswer::of);
    }

    private static @Nullable UUID position(@Nullable String cursor) {
        String after = Cursor.decode(cursor);
        try {
            return after == null ? null : UUID.fromString(after);
        } catch (IllegalArgumentException notOurs) {
            throw Cursor.notOurs();
        }
    }

    private static UUID reviewed(String guideId, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Guides are reviewed by the brand.");
        }
        return Refusals.ourId("guide", guideId);
    }

    private GuideAnswer moved(UUID guideId, GuideEvent event, GuideStatus goal) {
        return switch (guides.move(guideId, event, goal)) {
            case Moved.Done(Guide guide) -> GuideAnswer.of(guide);
            case Moved.NotThere() -> throw ProblemException.notFound("guide");
            case Moved.Illegal(GuideStatus status) ->
                throw Refusals.illegalTransition("This cannot be done to a guide who is " + status + ".");
        };
    }
}
