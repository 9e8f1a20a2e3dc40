package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.sale.Hold;
import io.evenreach.guidecommerce.sale.Holds;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.Suspicions;
import io.evenreach.guidecommerce.sale.Suspicions.Flag;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class HoldController {

    private final Holds holds;
    private final Orders orders;
    private final Suspicions suspicions;

    HoldController(Holds holds, Orders orders, Suspicions suspicions) {
        this.holds = holds;
        this.orders = orders;
        this.suspicions = suspicions;
    }

    /** @param reason what is wrong with the sale, which the guide reads */
    record HoldBody(
            @NotBlank @Size(max = 100) String lineId,
            @Nullable @Size(max = 2_000) String reason) {}

    /** @param statement why the hold is wrong */
    record AppealBody(@NotBlank @Size(max = 2_000) String statement) {}

    /** @param reason why it is decided so, which the guide reads */
    record DecisionBody(@NotBlank @Size(max = 2_000) String reason) {}

    /**
     * What is worth a look, and holds nothing.
     *
     * @param subject the hour it was about, or the keyed hash of one of the buyer's identifiers, until they are erased
     * @param orders how many there were when it was noted
     */
    record FlagAnswer(UUID flagId, Suspicions.Kind kind, UUID guideId, String subject, int orders, Instant at) {

        static FlagAnswer of(Flag flag) {
            return new FlagAnswer(flag.flagId(), flag.kind(), flag.guideId(), flag.subject(), flag.orders(), flag.at());
        }
    }

    /** Holds the commission on a line until somebody decides; where the money has left, only flags it. */
    @PostMapping("/orders/{orderId}/holds")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<HoldAnswer> hold(
            @PathVariable String orderId,
            @RequestParam @Nullable String merchantId,
            @Valid @RequestBody HoldBody body,
            Caller caller) {
        Readers.mustBeBrand(caller);
        String reason = body.reason();
        Holds.Outcome outcome = holds.openByHand(
                OrderController.key(orders, orderId, merchantId, caller),
                body.lineId(),
                reason == null || reason.isBlank() ? null : reason.strip());
        boolean isNew = outcome instanceof Holds.Outcome.Opened;
        return ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK).body(answer(outcome, caller));
    }

    /** The newest first: a guide's own, or all of them for the brand; those that wait for a decision, unless all are asked. */
    @GetMapping("/guide-commerce/holds")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<HoldAnswer> list(
            @RequestParam(defaultValue = "true") boolean undecided,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        return Page.of(
                        holds.page(Readers.ownGuideOrAll(caller), undecided, Cursor.decodeId(cursor), size + 1),
                        size,
                        hold -> hold.holdId().toString())
                .map(hold -> HoldAnswer.of(hold, caller));
    }

    /** The guide says why it is wrong, and the deadline then speaks for them; the same again changes nothing. */
    @PostMapping("/guide-commerce/holds/{holdId}:appeal")
    @RequiresScope(Scopes.GUIDE_WRITE)
    HoldAnswer appeal(@PathVariable String holdId, @Valid @RequestBody AppealBody body, Caller caller) {
        return answer(
                holds.appeal(
                        Refusals.ourId("hold", holdId),
                        Readers.ownGuideOrAll(caller),
                        body.statement().strip()),
                caller);
    }

    /** Lets the commission go on. */
    @PostMapping("/guide-commerce/holds/{holdId}:release")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    HoldAnswer release(@PathVariable String holdId, @Valid @RequestBody DecisionBody body, Caller caller) {
        return decided(holdId, HoldState.Event.RELEASE, body, caller);
    }

    /** Takes the commission back: the sale is nobody's. What was paid already becomes debt. */
    @PostMapping("/guide-commerce/holds/{holdId}:uphold")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    HoldAnswer uphold(@PathVariable String holdId, @Valid @RequestBody DecisionBody body, Caller caller) {
        return decided(holdId, HoldState.Event.UPHOLD, body, caller);
    }

    private HoldAnswer decided(String holdId, HoldState.Event event, DecisionBody body, Caller caller) {
        Readers.mustBeBrand(caller);
        return answer(
                holds.decide(
                        Refusals.ourId("hold", holdId),
                        event,
                        caller.subject(),
                        body.reason().strip()),
                caller);
    }

    private static HoldAnswer answer(Holds.Outcome outcome, Caller caller) {
        return switch (outcome) {
            case Holds.Outcome.Opened(Hold hold) -> HoldAnswer.of(hold, caller);
            case Holds.Outcome.Done(Hold hold) -> HoldAnswer.of(hold, caller);
            case Holds.Outcome.NotThere() -> throw ProblemException.notFound("order line or hold");
            case Holds.Outcome.NothingToHold(AttributionStatus attribution) ->
                throw Refusals.illegalTransition(
                        "A sale that is " + attribution + " has no commission that could be held.");
            case Holds.Outcome.Illegal(HoldState state) ->
                throw Refusals.illegalTransition("This cannot be done to a hold that is " + state + ".");
            case Holds.Outcome.InPayout() ->
                throw Refusals.illegalTransition("A part of it is on its way to the bank: its answer comes first.");
            case Holds.Outcome.NotSettled() ->
                throw Refusals.illegalTransition(
                        "Identity has still to say who followed the links of this order: its answer comes first.");
        };
    }

    /** Guides with very many orders in an hour and buyers who come back to one guide very often, the newest first. */
    @GetMapping("/guide-commerce/flags")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    Page<FlagAnswer> flags(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        Readers.mustBeBrand(caller);
        int size = Cursor.limit(limit);
        return Page.of(
                        suspicions.page(Cursor.decodeId(cursor), size + 1),
                        size,
                        flag -> flag.flagId().toString())
                .map(FlagAnswer::of);
    }
}
