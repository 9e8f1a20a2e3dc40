package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.guide.Guides.Moved;
import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What guides do with their own standing, and the brand with everybody's. Each action repeated changes nothing. */
@RestController
@RequestMapping("/api/v1/guides")
class GuideLifeController {

    private final Guides guides;

    GuideLifeController(Guides guides) {
        this.guides = guides;
    }

    /** Hands a draft in for review, or again with what was asked for. */
    @PostMapping("/{guideId}:submit")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer submit(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.SUBMIT, GuideStatus.SUBMITTED, null, caller);
    }

    /** Takes it back into a draft. */
    @PostMapping("/{guideId}:withdraw")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer withdraw(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.WITHDRAW, GuideStatus.DRAFT, null, caller);
    }

    /** Begins anew after a rejection, or after having been silent for too long. */
    @PostMapping("/{guideId}:reapply")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer reapply(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.REAPPLY, GuideStatus.DRAFT, null, caller);
    }

    /** Says that a guide who had no sale for long is back. */
    @PostMapping("/{guideId}:wake")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer wake(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.LOGIN, GuideStatus.ACTIVE, null, caller);
    }

    /** Asks to leave: nothing new is earned, and what is owed is paid out first. */
    @PostMapping("/{guideId}:close")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer close(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.CLOSE_REQUEST, GuideStatus.CLOSING, null, caller);
    }

    /** Stays after all; the brand has to reinstate the guide. */
    @PostMapping("/{guideId}:cancelClose")
    @RequiresScope(Scopes.GUIDE_WRITE)
    GuideAnswer cancelClose(@PathVariable String guideId, Caller caller) {
        return moved(Refusals.ownGuide(guideId, caller), GuideEvent.CANCEL_CLOSE, GuideStatus.SUSPENDED, null, caller);
    }

    /** Begins to review. */
    @PostMapping("/{guideId}:pick")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer pick(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.PICK, GuideStatus.IN_REVIEW, ReasonBody.of(why), caller);
    }

    /** Lets a guide earn; what they declared to know counts as verified, unless each area needs evidence. */
    @PostMapping("/{guideId}:approve")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer approve(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.APPROVE, GuideStatus.ACTIVE, ReasonBody.of(why), caller);
    }

    /** Does not let them earn. */
    @PostMapping("/{guideId}:reject")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer reject(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.REJECT, GuideStatus.REJECTED, ReasonBody.of(why), caller);
    }

    /** Asks for more; whoever is silent for 30 days has to apply anew. */
    @PostMapping("/{guideId}:askMore")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer askMore(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.ASK_MORE, GuideStatus.RESUBMIT, ReasonBody.of(why), caller);
    }

    /** Stops new sales and payouts; what was earned stays earned. */
    @PostMapping("/{guideId}:suspend")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer suspend(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.SUSPEND, GuideStatus.SUSPENDED, ReasonBody.of(why), caller);
    }

    /** Suspends a guide who may do harm. */
    @PostMapping("/{guideId}:flagRisk")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer flagRisk(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(
                reviewed(guideId, caller), GuideEvent.RISK_FLAG, GuideStatus.SUSPENDED, ReasonBody.of(why), caller);
    }

    /** Suspends a guide whose licence to guide has expired. */
    @PostMapping("/{guideId}:expireLicence")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer expireLicence(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(
                reviewed(guideId, caller),
                GuideEvent.LICENCE_EXPIRED,
                GuideStatus.SUSPENDED,
                ReasonBody.of(why),
                caller);
    }

    /** Takes a guide back whose licence was renewed. */
    @PostMapping("/{guideId}:renew")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer renew(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.RENEWED, GuideStatus.ACTIVE, ReasonBody.of(why), caller);
    }

    /** Takes a guide back who was cleared. */
    @PostMapping("/{guideId}:reinstate")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer reinstate(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.CLEARED, GuideStatus.ACTIVE, ReasonBody.of(why), caller);
    }

    /** Ends it; what was earned stays, and is not paid. */
    @PostMapping("/{guideId}:ban")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer ban(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(reviewed(guideId, caller), GuideEvent.BAN, GuideStatus.BANNED, ReasonBody.of(why), caller);
    }

    /** A ban was wrong: the guide is suspended until they are reinstated. */
    @PostMapping("/{guideId}:winAppeal")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    GuideAnswer winAppeal(
            @PathVariable String guideId,
            @Valid @RequestBody(required = false) @Nullable ReasonBody why,
            Caller caller) {
        return moved(
                reviewed(guideId, caller), GuideEvent.APPEAL_WON, GuideStatus.SUSPENDED, ReasonBody.of(why), caller);
    }

    private static UUID reviewed(String guideId, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Guides are reviewed by the brand.");
        }
        return Refusals.ourId("guide", guideId);
    }

    private GuideAnswer moved(
            UUID guideId, GuideEvent event, GuideStatus goal, @Nullable String reason, Caller caller) {
        return switch (guides.move(guideId, event, goal, reason, caller.subject())) {
            case Moved.Done(Guide guide) -> GuideAnswer.of(guide);
            case Moved.NotThere() -> throw ProblemException.notFound("guide");
            case Moved.Illegal(GuideStatus status) ->
                throw Refusals.illegalTransition("This cannot be done to a guide who is " + status + ".");
        };
    }
}
