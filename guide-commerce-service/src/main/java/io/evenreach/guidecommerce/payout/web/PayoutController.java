package io.evenreach.guidecommerce.payout.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.payout.PayoutBatch;
import io.evenreach.guidecommerce.payout.Payouts;
import io.evenreach.guidecommerce.payout.Payouts.Outcome;
import io.evenreach.guidecommerce.payout.StatusReports;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.wire.BankAccounts;
import io.evenreach.guidecommerce.wire.BankNames;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
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
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class PayoutController {

    /** Enough for tens of thousands of transfers; banks send more of them in several reports. */
    private static final int REPORT_BYTES_MAX = 16 << 20;

    private final Payouts payouts;
    private final StatusReports reports;
    private final Guides guides;

    PayoutController(Payouts payouts, StatusReports reports, Guides guides) {
        this.payouts = payouts;
        this.reports = reports;
        this.guides = guides;
    }

    record DebtorBody(
            @NotNull @Size(max = 140) @Pattern(regexp = BankNames.WRITTEN, message = BankNames.MUST_BE)
            String name,

            @NotNull @Size(max = 100) @Pattern(regexp = BankAccounts.WRITTEN, message = BankAccounts.MUST_BE)
            String account,

            @Nullable
            @Pattern(regexp = "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", message = "must be a BIC of ISO 9362")
            String bic) {}

    /** @param through everything that became payable until then */
    record BatchBody(@NotNull String currency, @NotNull OffsetDateTime through) {}

    /** @param proof the bank's reference, the line of its statement, or why; the caller's word where it is left out */
    record ProofBody(@Nullable @Size(max = 500) String proof) {}

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
            List<ItemAnswer> items) {}

    /**
     * A transfer, so that whoever approves it can see to whom it goes.
     *
     * @param guideName as the guide is called now
     * @param withheldMinor tax that is kept back of what was earned, and not part of the amount
     * @param payee whom the bank pays
     */
    record ItemAnswer(
            UUID itemId,
            UUID guideId,
            String guideName,
            String endToEndId,
            ItemStatus status,
            long amountMinor,
            long withheldMinor,
            PartyAnswer payee) {}

    /** @param account only its last four characters */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PartyAnswer(
            String name, String account, @Nullable String bic) {

        static PartyAnswer of(PayoutBatch.Party party) {
            return new PartyAnswer(party.name(), BankAccounts.masked(party.account()), party.bic());
        }
    }

    private BatchAnswer answer(PayoutBatch batch) {
        Map<UUID, Guide> known = guides.findAll(
                batch.items().stream().map(PayoutBatch.Item::guideId).collect(Collectors.toSet()));
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
                                Objects.requireNonNull(known.get(item.guideId()))
                                        .displayName(),
                                item.endToEndId(),
                                item.status(),
                                item.amountMinor(),
                                item.withheldMinor(),
                                PartyAnswer.of(item.payee())))
                        .toList());
    }

    /** From whose account guides are paid. Files that were handed out keep the account they name. */
    @PutMapping("/settings/payout-debtor")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    ResponseEntity<DebtorBody> debtor(
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody DebtorBody body,
            Caller caller) {
        brandOnly(caller);
        DebtorBody debtor = new DebtorBody(body.name().strip(), BankAccounts.bare(body.account()), body.bic());
        return payouts.keepDebtor(
                        new PayoutBatch.Party(debtor.name(), debtor.account(), debtor.bic()),
                        now -> now == null ? ifMatch == null : EntityTag.admits(ifMatch, now.version()))
                .map(kept ->
                        ResponseEntity.ok().eTag(EntityTag.of(kept.version())).body(debtor))
                .orElseThrow(EntityTag::stale);
    }

    /** From whose account guides are paid, of which only the last four characters are shown. */
    @GetMapping("/settings/payout-debtor")
    @RequiresScope({Scopes.PAYOUT_WRITE, Scopes.PAYOUT_APPROVE})
    ResponseEntity<PartyAnswer> debtor(Caller caller) {
        brandOnly(caller);
        return payouts.debtor()
                .map(kept ->
                        ResponseEntity.ok().eTag(EntityTag.of(kept.version())).body(PartyAnswer.of(kept.party())))
                .orElseThrow(() -> ProblemException.notFound("paying account"));
    }

    /** Puts together what is payable. A second person has to approve it. */
    @PostMapping("/payout-batches")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    ResponseEntity<BatchAnswer> create(@Valid @RequestBody BatchBody body, Caller caller) {
        brandOnly(caller);
        Refusals.checkCurrency("/currency", body.currency());
        PayoutBatch batch =
                done(payouts.create(body.currency(), body.through().toInstant(), caller.subject()), "batch");
        return ResponseEntity.created(URI.create("/api/v1/payout-batches/" + batch.batchId()))
                .body(answer(batch));
    }

    @GetMapping("/payout-batches/{batchId}")
    @RequiresScope({Scopes.PAYOUT_WRITE, Scopes.PAYOUT_APPROVE})
    BatchAnswer one(@PathVariable UUID batchId, Caller caller) {
        brandOnly(caller);
        return payouts.find(batchId).map(this::answer).orElseThrow(() -> ProblemException.notFound("batch"));
    }

    /** Whoever put the batch together cannot approve it. */
    @PostMapping("/payout-batches/{batchId}:approve")
    @RequiresScope(Scopes.PAYOUT_APPROVE)
    BatchAnswer approve(@PathVariable UUID batchId, Caller caller) {
        brandOnly(caller);
        return answer(done(payouts.approve(batchId, caller.subject()), "batch"));
    }

    /** Takes back a batch that was not sent. What is in it is payable again; repeated, it changes nothing. */
    @PostMapping("/payout-batches/{batchId}:cancel")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer cancel(
            @PathVariable UUID batchId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        brandOnly(caller);
        return answer(done(payouts.cancel(batchId, proof(body, caller)), "batch"));
    }

    /**
     * The pain.001.001.09 for the bank. From the first time on the transfers count as sent; the bytes stay the same. Who is
     * not paid any more by then is left out, and their transfers are cancelled.
     */
    @GetMapping("/payout-batches/{batchId}/file")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    void file(@PathVariable UUID batchId, Caller caller, HttpServletResponse response) throws IOException {
        brandOnly(caller);
        PayoutBatch batch = done(payouts.emit(batchId), "batch");
        response.setContentType(MediaType.APPLICATION_XML_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + batch.messageId() + ".xml\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        payouts.write(batch, response.getOutputStream());
    }

    /**
     * What came of a report.
     *
     * @param repeated whether it had been taken in before, so that nothing changed now
     * @param unchanged transfers that stood there already, or further on
     */
    record ReportAnswer(
            String messageId,
            boolean repeated,
            int accepted,
            int settled,
            int rejected,
            int unchanged,
            List<ContradictionAnswer> contradictions) {}

    /**
     * A transfer of which the bank says both that it was paid and that it was not, or that it was rejected where that may
     * have been another copy; people have to ask the bank.
     *
     * @param reported such as {@code ACSC}, {@code RJCT}, or {@code RJCT DU01} for a rejection as a duplicate
     */
    record ContradictionAnswer(String endToEndId, ItemStatus status, String reported) {}

    /** Takes in a pain.002.001.10 of the bank. Repeated, late and partial ones are welcome; broken ones change nothing. */
    @PostMapping(
            path = "/payout-batches/{batchId}/status-reports",
            consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE})
    @RequiresScope(Scopes.PAYOUT_WRITE)
    ReportAnswer report(@PathVariable UUID batchId, InputStream body, Caller caller) throws IOException {
        brandOnly(caller);
        byte[] xml = body.readNBytes(REPORT_BYTES_MAX + 1);
        if (xml.length > REPORT_BYTES_MAX) {
            throw new ProblemException(HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The report is too large.");
        }
        return switch (reports.take(batchId, xml, caller.subject())) {
            case StatusReports.Outcome.Taken taken ->
                new ReportAnswer(
                        taken.messageId(),
                        taken.isRepeated(),
                        taken.moved().getOrDefault(ItemStatus.ACCEPTED, 0),
                        taken.moved().getOrDefault(ItemStatus.SETTLED, 0),
                        taken.moved().getOrDefault(ItemStatus.REJECTED, 0),
                        taken.unchanged(),
                        taken.contradictions().stream()
                                .map(found ->
                                        new ContradictionAnswer(found.endToEndId(), found.status(), found.reported()))
                                .toList());
            case StatusReports.Outcome.NotThere() -> throw ProblemException.notFound("batch");
            case StatusReports.Outcome.Broken(String why) ->
                throw new ProblemException(HttpStatus.BAD_REQUEST, "MALFORMED_REPORT", why);
            case StatusReports.Outcome.OtherFile(String other) ->
                throw unreadable("REPORT_OF_ANOTHER_FILE", "The report is about " + other + ".");
            case StatusReports.Outcome.NotSent() ->
                throw Refusals.illegalTransition("The file of this batch was never handed out.");
            case StatusReports.Outcome.UnknownTransfer(String id) ->
                throw unreadable("UNKNOWN_TRANSFER", "The batch has no transfer " + id + ".");
            case StatusReports.Outcome.UnknownStatus(String status) ->
                throw unreadable("UNKNOWN_STATUS", "Nobody knows here what " + status + " means.");
            case StatusReports.Outcome.Conflict() ->
                throw Refusals.conflict("The bank used this id of a message before for another one.");
        };
    }

    private static ProblemException unreadable(String code, String detail) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
    }

    /** Takes back a transfer that was not sent. What it would have paid is payable again. */
    @PostMapping("/payout-items/{itemId}:cancel")
    @RequiresScope(Scopes.PAYOUT_WRITE)
    BatchAnswer cancelOne(
            @PathVariable UUID itemId, @Valid @RequestBody(required = false) @Nullable ProofBody body, Caller caller) {
        return changed(itemId, ItemEvent.CANCEL, ItemStatus.CANCELLED, body, caller);
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
        return answer(done(payouts.change(itemId, event, goal, proof(body, caller)), "transfer"));
    }

    private static String proof(@Nullable ProofBody body, Caller caller) {
        String given = body == null || body.proof() == null ? "" : body.proof().strip();
        return given.isEmpty() ? "as " + caller.subject() + " says" : given;
    }

    private static PayoutBatch done(Outcome outcome, String what) {
        return switch (outcome) {
            case Outcome.Done(PayoutBatch batch) -> batch;
            case Outcome.NotThere() -> throw ProblemException.notFound(what);
            case Outcome.NothingToPay() ->
                throw new ProblemException(HttpStatus.CONFLICT, "NOTHING_TO_PAY", "Nothing is payable to anybody.");
            case Outcome.NothingLeft() ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "NOTHING_TO_PAY",
                        "No transfer of this batch can be sent: it was cancelled, its guides are not paid now, or its sales "
                                + "wait for a decision. Nothing was changed.");
            case Outcome.SamePerson() ->
                throw new ProblemException(HttpStatus.FORBIDDEN, "OWN_WORK", "Somebody else has to approve this.");
            case Outcome.NotApproved() -> throw Refusals.illegalTransition("The batch is not approved.");
            case Outcome.NoDebtor() ->
                throw new ProblemException(HttpStatus.CONFLICT, "NO_PAYOUT_DEBTOR", "Set the account that pays first.");
            case Outcome.Illegal(ItemStatus status) ->
                throw Refusals.illegalTransition("This cannot happen to a transfer that is " + status
                        + (status == ItemStatus.APPROVED
                                ? ": it is sent when the file of its batch is fetched."
                                : "."));
        };
    }

    private static void brandOnly(Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Payouts are the brand's.");
        }
    }
}
