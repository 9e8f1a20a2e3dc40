package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.sale.Dispute;
import io.evenreach.guidecommerce.sale.Disputes;
import io.evenreach.guidecommerce.sale.Disputes.Outcome;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
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
class DisputeController {

    private final Disputes disputes;
    private final Orders orders;

    DisputeController(Disputes disputes, Orders orders) {
        this.disputes = disputes;
        this.orders = orders;
    }

    /** @param statement why the sale is theirs */
    record ClaimBody(
            @NotBlank @Size(max = 100) String lineId,
            @NotBlank @Size(max = 2_000) String statement) {}

    /** @param statement why the sale should stay whose it is */
    record ReplyBody(@NotBlank @Size(max = 2_000) String statement) {}

    /** A guide says that the sale of a line is theirs, within 7 days of the order; nobody is paid for it meanwhile. */
    @PostMapping("/orders/{orderId}/disputes")
    @RequiresScope(Scopes.GUIDE_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<DisputeAnswer> open(
            @PathVariable String orderId,
            @RequestParam @Nullable String merchantId,
            @Valid @RequestBody ClaimBody body,
            Caller caller) {
        if (caller.guideId() == null) {
            throw Refusals.forbidden("Guides say what is theirs.");
        }
        Outcome outcome = disputes.open(
                OrderController.keyForAnybody(orders, orderId, merchantId),
                body.lineId(),
                Refusals.ourId("guide", caller.guideId()),
                body.statement().strip());
        boolean isNew = outcome instanceof Outcome.Opened;
        return ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK).body(answer(outcome, caller));
    }

    /** The newest first: those by and against a guide, or all of them for the brand; those that wait for a decision, unless all are asked. */
    @GetMapping("/guide-commerce/disputes")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<DisputeAnswer> list(
            @RequestParam(defaultValue = "true") boolean undecided,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        return Page.of(
                        disputes.page(Readers.ownGuideOrAll(caller), undecided, Cursor.decodeId(cursor), size + 1),
                        size,
                        dispute -> dispute.disputeId().toString())
                .map(dispute -> DisputeAnswer.of(dispute, caller));
    }

    /** The sale stays whose it is. */
    @PostMapping("/guide-commerce/disputes/{disputeId}:keep")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    DisputeAnswer keep(
            @PathVariable String disputeId, @Valid @RequestBody HoldController.DecisionBody body, Caller caller) {
        return decided(disputeId, DisputeState.Event.KEEP, body, caller);
    }

    /** The sale is the claimant's: all of it is taken back from whose it was. */
    @PostMapping("/guide-commerce/disputes/{disputeId}:reassign")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    DisputeAnswer reassign(
            @PathVariable String disputeId, @Valid @RequestBody HoldController.DecisionBody body, Caller caller) {
        return decided(disputeId, DisputeState.Event.REASSIGN, body, caller);
    }

    private DisputeAnswer decided(
            String disputeId, DisputeState.Event event, HoldController.DecisionBody body, Caller caller) {
        Readers.mustBeBrand(caller);
        return answer(
                disputes.decide(
                        Refusals.ourId("dispute", disputeId),
                        event,
                        null,
                        caller.subject(),
                        body.reason().strip()),
                caller);
    }

    /** The claimant lets it go. */
    @PostMapping("/guide-commerce/disputes/{disputeId}:withdraw")
    @RequiresScope(Scopes.GUIDE_WRITE)
    DisputeAnswer withdraw(@PathVariable String disputeId, Caller caller) {
        return answer(
                disputes.decide(
                        Refusals.ourId("dispute", disputeId),
                        DisputeState.Event.WITHDRAW,
                        Readers.ownGuideOrAll(caller),
                        caller.subject(),
                        "withdrawn"),
                caller);
    }

    /** Whose sale is claimed says what there is to say before the brand decides; what they say last counts. */
    @PostMapping("/guide-commerce/disputes/{disputeId}:answer")
    @RequiresScope(Scopes.GUIDE_WRITE)
    DisputeAnswer answer(@PathVariable String disputeId, @Valid @RequestBody ReplyBody body, Caller caller) {
        return answer(
                disputes.answer(
                        Refusals.ourId("dispute", disputeId),
                        Readers.ownGuideOrAll(caller),
                        body.statement().strip()),
                caller);
    }

    private static DisputeAnswer answer(Outcome outcome, Caller caller) {
        return switch (outcome) {
            case Outcome.Opened(Dispute dispute) -> DisputeAnswer.of(dispute, caller);
            case Outcome.Done(Dispute dispute) -> DisputeAnswer.of(dispute, caller);
            case Outcome.NotThere() -> throw ProblemException.notFound("order line or dispute");
            case Outcome.TooLate(Instant until) ->
                throw Refusals.illegalTransition("This could be claimed until " + until + ".");
            case Outcome.Own() -> throw Refusals.illegalTransition("The sale is yours already.");
            case Outcome.IllegalSale(AttributionStatus attribution) ->
                throw Refusals.illegalTransition("A sale that is " + attribution + " cannot be claimed.");
            case Outcome.NotEarning() ->
                throw Refusals.illegalTransition("The claimant is not active, and earns on no new sales.");
            case Outcome.Illegal(DisputeState state) ->
                throw Refusals.illegalTransition("This cannot be done to a dispute that is " + state + ".");
        };
    }
}
