package io.evenreach.campaign.hold.web;

import io.evenreach.campaign.hold.Holds;
import io.evenreach.campaign.hold.Holds.Reported;
import io.evenreach.campaign.hold.Holds.Resolved;
import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.wire.IdentifierReader;
import io.evenreach.campaign.wire.IdentifierReader.Read;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Complaints, from whatever domain they are made in. Ids are unique within the partner or merchant that sends them. */
@RestController
@RequestMapping("/api/v1/complaints")
class ComplaintController {

    private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("1970-01-01T00:00:00Z");

    private final Holds holds;
    private final IdentifierReader identifiers;

    ComplaintController(Holds holds, IdentifierReader identifiers) {
        this.holds = holds;
        this.identifiers = identifiers;
    }

    /** The answer to a resolution whose complaint has not arrived. */
    record WaitingAnswer(String complaintId, String state) {}

    /** Opens a brand hold. The same complaint again changes nothing; another one under the same id is a 409. */
    @PostMapping
    @RequiresScope(Scopes.COMPLAINT_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<HoldAnswer> report(@Valid @RequestBody ComplaintBody body, Caller caller) {
        Read read = identifiers.read(body.identifiers(), "");
        if (!read.unknownTypes().isEmpty()) {
            throw unprocessable("UNKNOWN_IDENTIFIER_TYPE", "An identifier has an unknown type.", read.unknownTypes());
        }
        if (read.hashed().isEmpty()) {
            throw unprocessable("NO_VALID_IDENTIFIER", "None of the identifiers identifies anybody.", read.ignored());
        }
        Complaint complaint = new Complaint(
                caller.owner(),
                body.complaintId(),
                body.domain().strip(),
                body.severity(),
                openedAt(body.openedAt()),
                read.hashed());
        return switch (holds.report(complaint, caller.subject())) {
            case Reported.Opened(HeldComplaint held) ->
                ResponseEntity.created(URI.create("/api/v1/holds/" + held.hold().holdId()))
                        .body(HoldAnswer.of(held, read.ignored()));
            case Reported.Repeated(HeldComplaint held) -> ResponseEntity.ok(HoldAnswer.of(held, read.ignored()));
            case Reported.Contradicts() ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "CONFLICT",
                        "The complaint " + body.complaintId() + " said something else before.");
            case Reported.Erased() ->
                throw unprocessable("ERASED", "Somebody it names was erased after it was made.", List.of());
            case Reported.InTheFuture() ->
                throw ProblemException.invalidField("/openedAt", "IN_THE_FUTURE", "openedAt lies in the future.");
        };
    }

    /**
     * Starts the cool-down. A resolution that arrives before its complaint is remembered and answered with 202.
     *
     * @param owner whose complaint it is, where the brand itself resolves one of a partner or merchant
     */
    @PostMapping("/{complaintId}:resolve")
    @RequiresScope(Scopes.COMPLAINT_WRITE)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<?> resolve(@PathVariable String complaintId, @RequestParam @Nullable String owner, Caller caller) {
        String whose = owner == null ? caller.owner() : owner;
        boolean reachable = whose.equals(caller.owner()) || caller.owner().equals(Caller.PLATFORM);
        if (!reachable || !complaintId.matches(ComplaintBody.COMPLAINT_ID)) {
            throw ProblemException.notFound("complaint");
        }
        return switch (holds.resolve(whose, complaintId, caller.subject())) {
            case Resolved.Known(HeldComplaint held) -> ResponseEntity.ok(HoldAnswer.of(held));
            case Resolved.Waits() ->
                ResponseEntity.accepted().body(new WaitingAnswer(complaintId, "WAITING_FOR_COMPLAINT"));
        };
    }

    private static Instant openedAt(OffsetDateTime time) {
        if (time.isBefore(EARLIEST)) {
            throw ProblemException.invalidField("/openedAt", "OUT_OF_RANGE", "openedAt lies before 1970.");
        }
        return time.toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ProblemException unprocessable(String code, String detail, List<FieldError> errors) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, errors);
    }
}
