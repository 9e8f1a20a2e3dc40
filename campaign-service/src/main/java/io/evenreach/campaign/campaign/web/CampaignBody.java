package io.evenreach.campaign.campaign.web;

import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.campaign.wire.Patterns;
import io.evenreach.campaign.wire.WindowBody;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as somebody sends it.
 *
 * @param holdoutPercent of the people it is meant for, how many it does not reach, to compare with; 0 to 100, and 0 where
 *     absent
 */
record CampaignBody(
        @NotNull @Size(max = 200) @Pattern(regexp = Patterns.VISIBLE, message = "must not be blank")
        String name,

        @NotNull OffsetDateTime startsAt,
        @NotNull OffsetDateTime endsAt,
        @NotNull @Valid AudienceBody audience,
        @NotNull @Valid List<@NotNull @Valid PlanRowBody> plan,
        @Nullable MessageClass messageClass,
        @Nullable ExemptBody exempt,
        @Nullable Integer priority,
        @Nullable Integer holdoutPercent) {

    enum AudienceKind {
        EVERYONE,
        LIST,
        DATA_SET,
        SEGMENT
    }

    /**
     * Whom it is for.
     *
     * @param profileIds with LIST, and only there
     * @param dataSetId with DATA_SET, and only there
     * @param segmentId with SEGMENT, and only there
     */
    record AudienceBody(
            @NotNull AudienceKind kind,
            @Nullable List<@NotNull UUID> profileIds,

            @Nullable @Size(max = 100) @Pattern(regexp = Patterns.VISIBLE, message = "must not be blank")
            String dataSetId,

            @Nullable String segmentId) {}

    /**
     * How often on one channel.
     *
     * @param minimum the leakage threshold; the target where absent
     * @param maturity only for customers of these stages
     */
    record PlanRowBody(
            @NotBlank @Size(max = 100) String channel,
            @NotNull Integer target,
            @Nullable Integer minimum,
            @NotNull @Valid WindowBody window,
            @Nullable List<@NotNull String> maturity) {}

    /**
     * How ceilings treat the campaign.
     *
     * @param fromCaps whether it may exceed them; false where absent
     * @param counted whether its touches use them up for other campaigns; true where absent
     */
    record ExemptBody(@Nullable Boolean fromCaps, @Nullable Boolean counted) {}
}
