package io.evenreach.campaign.hold.web;

import io.evenreach.campaign.hold.domain.Severity;
import io.evenreach.campaign.wire.IdentifierBody;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;

/** A complaint as somebody sends it. */
record ComplaintBody(
        @NotNull
        @Pattern(regexp = ComplaintBody.COMPLAINT_ID, message = "must have 1 to 200 characters, and none of / \\ ; %")
        String complaintId,

        @NotNull @Size(min = 1, max = 20) List<@NotNull @Valid IdentifierBody> identifiers,

        @NotBlank @Pattern(regexp = "[^\\p{Cntrl}]{1,100}", message = "must have 1 to 100 characters on one line")
        String domain,

        @NotNull Severity severity,
        @NotNull OffsetDateTime openedAt) {

    static final String COMPLAINT_ID = "[^/\\\\;%\\p{Cntrl}]{1,200}";
}
