package io.evenreach.frequency.exposure.web;

import io.evenreach.frequency.decision.IdentifierBody;
import io.evenreach.frequency.exposure.ExposurePace;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /exposures}. */
final class ExposureBodies {

    private ExposureBodies() {}

    record Exposures(
            @NotEmpty @Size(max = ExposurePace.FULL_REPORT) List<@NotNull @Valid ExposureBody> exposures) {}

    record ExposureBody(
            @NotBlank @Size(max = 200) String exposureId,
            @NotNull UUID campaignId,
            @NotBlank @Size(max = 200) String channel,
            @Nullable @Size(max = 100) List<@NotNull @Valid IdentifierBody> identifiers,
            @Nullable UUID profileId,
            @NotNull Instant occurredAt,
            @Nullable @Size(max = 512) String grantId) {}

    /**
     * What became of a batch; every exposure is in exactly one of the three.
     *
     * @param duplicates known to have been counted before; advice, because the ledger decides
     */
    record Accepted(int accepted, int duplicates, List<Rejected> rejected) {}

    record Rejected(int index, String code, String detail) {}
}
