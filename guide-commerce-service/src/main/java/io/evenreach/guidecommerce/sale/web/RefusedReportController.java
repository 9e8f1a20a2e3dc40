package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import io.evenreach.guidecommerce.sale.intake.RefusedReport;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/guide-commerce")
class RefusedReportController {

    private final OrderIntake intake;

    RefusedReportController(OrderIntake intake) {
        this.intake = intake;
    }

    /**
     * A message on the topic of order reports that was not applied.
     *
     * @param kind what it reports; absent where that cannot be read, like merchant and order
     * @param pointer to what is wrong in the message; absent where that is not one field
     * @param partition where it came last, with its offset
     * @param times how often it came
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RefusedReportAnswer(
            UUID refusalId,
            @Nullable String kind,
            @Nullable String merchantId,
            @Nullable String orderId,
            String code,
            String detail,
            @Nullable String pointer,
            int partition,
            long offset,
            int times,
            Instant firstAt,
            Instant lastAt) {

        static RefusedReportAnswer of(RefusedReport refused) {
            return new RefusedReportAnswer(
                    refused.refusalId(),
                    refused.kind(),
                    refused.merchantId(),
                    refused.orderId(),
                    refused.code(),
                    refused.detail(),
                    refused.pointer(),
                    refused.partition(),
                    refused.offset(),
                    refused.times(),
                    refused.firstAt(),
                    refused.lastAt());
        }
    }

    /**
     * What came of trying again.
     *
     * @param refused why it was refused again; absent where it was applied
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RetryAnswer(boolean applied, @Nullable RefusedReportAnswer refused) {}

    /**
     * What is tried again.
     *
     * @param merchantId whose reports; everybody's where it is absent
     * @param code those that were last refused for this; all where it is absent
     */
    record SomeBody(
            @Nullable @Size(min = 1, max = 100) String merchantId,
            @Nullable @Size(min = 1, max = 100) String code) {}

    /**
     * What came of trying several again.
     *
     * @param tried how many, the oldest first
     * @param nextCursor to go on with; null where there are no more
     */
    record RetriedAnswer(
            int tried, int applied, @JsonInclude @Nullable String nextCursor) {}

    /** The newest first: a merchant's own, or all of them for the brand; where a code is given, what was last refused for it. */
    @GetMapping("/refused-reports")
    @RequiresScope(Scopes.ORDER_READ)
    Page<RefusedReportAnswer> list(
            @RequestParam @Nullable String merchantId,
            @RequestParam @Nullable String code,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        if (!caller.isBrand() && caller.merchantId() == null) {
            throw Refusals.forbidden("This is for merchants and the brand.");
        }
        String whose = caller.isBrand() ? merchantId : caller.merchantId();
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> intake.refused(new OrderIntake.Some(whose, code), place, count),
                        refused -> new Cursor.Place(refused.firstAt(), refused.refusalId()))
                .map(RefusedReportAnswer::of);
    }

    /**
     * Applies again what was refused, in the order in which it came, so that an order is placed before it is paid; as many as
     * {@code limit} says, and the cursor goes on. What is still wrong stays refused.
     */
    @PostMapping("/refused-reports:retry")
    @RequiresScope(Scopes.ORDER_WRITE)
    RetriedAnswer retrySome(
            @Valid @RequestBody(required = false) @Nullable SomeBody body,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        Readers.mustBeBrand(caller);
        OrderIntake.RetriedSome retried = intake.retry(
                body == null ? new OrderIntake.Some(null, null) : new OrderIntake.Some(body.merchantId(), body.code()),
                OrderIntake.Arrival.in(cursor),
                Cursor.limit(limit));
        OrderIntake.Arrival last = retried.last();
        return new RetriedAnswer(retried.tried(), retried.applied(), last == null ? null : Cursor.encode(last.text()));
    }

    /** Applies it again; what was wrong may have been set right meanwhile. */
    @PostMapping("/refused-reports/{refusalId}:retry")
    @RequiresScope(Scopes.ORDER_WRITE)
    RetryAnswer retry(@PathVariable String refusalId, Caller caller) {
        Readers.mustBeBrand(caller);
        return switch (intake.retry(Refusals.ourId("refused report", refusalId))) {
            case OrderIntake.Retried.Applied() -> new RetryAnswer(true, null);
            case OrderIntake.Retried.StillRefused(RefusedReport still) ->
                new RetryAnswer(false, RefusedReportAnswer.of(still));
            case OrderIntake.Retried.NotThere() -> throw ProblemException.notFound("refused report");
        };
    }

    /** Takes it off the list without applying it. */
    @PostMapping("/refused-reports/{refusalId}:dismiss")
    @RequiresScope(Scopes.ORDER_WRITE)
    @ApiResponse(responseCode = "204")
    ResponseEntity<Void> dismiss(@PathVariable String refusalId, Caller caller) {
        Readers.mustBeBrand(caller);
        if (!intake.dismiss(Refusals.ourId("refused report", refusalId))) {
            throw ProblemException.notFound("refused report");
        }
        return ResponseEntity.noContent().build();
    }
}
