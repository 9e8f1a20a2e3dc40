package io.evenreach.campaign.hold.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.domain.HoldState;
import io.evenreach.campaign.hold.domain.Severity;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.problem.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold as we answer it; identifiers are masked.
 *
 * @param until when the cool-down ends by itself; absent while the complaint is open
 * @param keyCount how many identifiers of the held person are covered
 * @param truncated whether the bound of a hold left some uncovered
 * @param ignoredIdentifiers in the answer to a complaint: what of it identified nobody
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HoldAnswer(
        UUID holdId,
        long version,
        String owner,
        String complaintId,
        String domain,
        Severity severity,
        HoldState state,
        Instant openedAt,
        Instant receivedAt,
        String reportedBy,
        @Nullable Instant resolvedAt,
        @Nullable Instant until,
        @Nullable ReleaseAnswer release,
        List<IdentifierAnswer> identifiers,
        int keyCount,
        boolean truncated,
        @Nullable List<FieldError> ignoredIdentifiers) {

    record IdentifierAnswer(String type, String scope, String masked) {}

    record ReleaseAnswer(String by, Instant at, String reason) {}

    static HoldAnswer of(HeldComplaint held) {
        return of(held, null);
    }

    static HoldAnswer of(HeldComplaint held, @Nullable List<FieldError> ignoredIdentifiers) {
        Complaint complaint = held.complaint();
        Hold hold = held.hold();
        Hold.Release release = hold.release();
        return new HoldAnswer(
                hold.holdId(),
                hold.version(),
                complaint.owner(),
                complaint.complaintId(),
                complaint.domain(),
                complaint.severity(),
                hold.state(),
                complaint.openedAt(),
                held.receivedAt(),
                held.reportedBy(),
                hold.resolvedAt(),
                hold.until(),
                release == null ? null : new ReleaseAnswer(release.by(), release.at(), release.reason()),
                complaint.identifiers().stream().map(HoldAnswer::identifier).toList(),
                held.keyCount(),
                held.truncated(),
                ignoredIdentifiers);
    }

    private static IdentifierAnswer identifier(Hashed identifier) {
        return new IdentifierAnswer(identifier.type().wireName(), identifier.scope(), identifier.mask());
    }
}
