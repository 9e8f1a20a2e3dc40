package io.evenreach.guidecommerce.payout.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.payout.PayoutBatch;
import io.evenreach.guidecommerce.payout.Payouts;
import io.evenreach.guidecommerce.payout.Payouts.Outcome;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class PayoutController {

    private final Payouts payouts;

    PayoutController(Payouts payouts) {
        this.payouts = payouts;
    }

    record DebtorBody(
            @NotBlank @Size(max = 140) String name,

            @NotNull @Pattern(regexp = "[A-Z0-9]{4,34}", message = "must be 4 to 34 capital letters and digits")
            String account,

            @Nullable
            @Pattern(regexp = "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", message = "must be a BIC of ISO 9362")
            String bic) {}

    /** @param through everything that became payable until then */
    record BatchBody(@NotNull String currency, @NotNull OffsetDateTime through) {}

    /** @param proof the bank's reference, or the line of its statement */
    record ProofBody(@NotBlank @Size(max = 500) String proof) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BatchAnswer(
            UUID batchId,
            String messageId,
            String currency,
            Instant through,
            String createdBy,
            @Nullable String approvedBy,
            @Nullable Instant emittedAt,
            long totalMinor,
            List<ItemAnswer> items) {

        static BatchAnswer of(PayoutBatch batch) {
            return new BatchAnswer(
                    batch.batchId(),
                    batch.messageId(),
                    batch.currency(),
                    batch.through(),
                    batch.createdBy(),
                    batch.approvedBy(),
                    batch.emitted() == null ? null : batch.emitted().at(),
                    batch.totalMinor(),
                    batch.items().stream()
                            .map(item -> new ItemAnswer(
                                    item.itemId(),
                                    item.guideId(),
                                    item.endToEndId(),
                                    item.status(),
                                    item.amountMinor()))
                            .toList());
        }
    }

    record ItemAnswer(UUID itemId, UUID guideId, String endToEndId, ItemStatus status, long amountMinor) {}

    /** From whose account guides are paid. Files that were handed out keep the account they name. */
    @PutMapping("/settings/payout-debtor")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    DebtorBody debtor(@Valid @RequestBody DebtorBody body, Caller caller) {
        brandOnly(caller);
        payouts.keepDebtor(new PayoutBatch.Party(body.name().strip(), body.account(), body.bic()));
        return body;
    }

    /** Puts together what is payable. A second person has to approve it. */
    @PostMapping("/payout-batches")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    ResponseEntity<BatchAnswer> create(@Valid @RequestBody BatchBody body, Caller caller) {
        brandOnly(caller);
        Refusals.checkCurrency("/currency", body.currency());
        PayoutBatch batch =
                done(payouts.create(body.currency(), body.through().toInstant(), caller.subject()), "batch");
        return ResponseEntity.created(URI.create("/api/v1/payout-batches/" + batch.batchId()))
                .body(BatchAnswer.of(batch));
    }

    @GetMapping("/payout-batches/{batchId}")
    @RequiresScope({Scopes.PAYOUT_WRITE, Scopes.PAYOUT_APPROVE})
    BatchAnswer one(@PathVariable UUID batchId, Caller caller) {
        brandOnly(caller);
        return payouts.find(batchId).map(BatchAnswer::of).orElseThrow(() -> ProblemException.notFound("batch"));
    }

    /** Whoever put the batch together cannot approve it. */
    @PostMapping("/payout-batches/{batchId}:approve")
    @RequiresScope(Scopes.PAYOUT_APPROVE)
    BatchAnswer approve(@PathVariable UUID batchId, Caller caller) {
        brandOnly(caller);
        return BatchAnswer.of(done(payouts.approve(batchId, caller.subject()), "batch"));
    }

    /** The pain.001.001.09 for the bank. From the first time on the transfers count as sent; the bytes stay the same. */
    @GetMapping("/payout-batches/{batchId}/file")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    ResponseEntity<byte[]> file(@PathVariable UUID batchId, Caller caller) {
        brandOnly(caller);
        PayoutBatch batch = done(payouts.emit(batchId), "batch");
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_XML)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + batch.messageId() + ".xml\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(payouts.file(batch));
    }

    /** The bank has paid. */
    @PostMapping("/payout-items/{itemId}:settle")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer settle(
            @PathVariable UUID itemId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        return changed(itemId, ItemEvent.SETTLE, ItemStatus.SETTLED, body, caller);
    }

    /** The bank has not paid, and will not. */
    @PostMapping("/payout-items/{itemId}:reject")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer reject(
            @PathVariable UUID itemId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        return changed(itemId, ItemEvent.REJECT, ItemStatus.REJECTED, body, caller);
    }

    /** Nobody knows whether the bank has paid: the money stays reserved, and nothing is sent again. */
    @PostMapping("/payout-items/{itemId}:unknown")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer unknown(
            @PathVariable UUID itemId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        return changed(itemId, ItemEvent.LOST, ItemStatus.UNKNOWN, body, caller);
    }

    /** The bank sent the money back. */
    @PostMapping("/payout-items/{itemId}:return")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer sentBack(
            @PathVariable UUID itemId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        return changed(itemId, ItemEvent.RETURN, ItemStatus.RETURNED, body, caller);
    }

    private BatchAnswer changed(
            UUID itemId, ItemEvent event, ItemStatus goal, @Nullable ProofBody body, Caller caller) {
        brandOnly(caller);
        String proof = body == null ? "as " + caller.subject() + " says" : body.proof();
        return BatchAnswer.of(done(payouts.change(itemId, event, goal, proof), "transfer"));
    }

    private static PayoutBatch done(Outcome outcome, String what) {
        return switch (outcome) {
            case Outcome.Done(PayoutBatch batch) -> batch;
            case Outcome.NotThere() -> throw ProblemException.notFound(what);
            case Outcome.NothingToPay() ->
                throw new ProblemException(HttpStatus.CONFLICT, "NOTHING_TO_PAY", "Nothing is payable to anybody.");
            case Outcome.SamePerson() ->
                throw new ProblemException(HttpStatus.FORBIDDEN, "OWN_WORK", "Somebody else has to approve this.");
            case Outcome.NotApproved() -> throw Refusals.illegalTransition("The batch is not approved.");
            case Outcome.NoDebtor() ->
                throw new ProblemException(HttpStatus.CONFLICT, "NO_PAYOUT_DEBTOR", "Set the account that pays first.");
            case Outcome.Illegal(ItemStatus status) ->
                throw Refusals.illegalTransition("This cannot happen to a transfer that is " + status + ".");
        };
    }

    private static void brandOnly(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Payouts are the brand's.");
        }
    }
}
