package io.evenreach.campaign.campaign.web;

import io.evenreach.campaign.campaign.domain.MessageClass;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A campaign as somebody sends it. */
record CampaignBody(
        @NotNull @Size(max = 200) @Pattern(regexp = CampaignBody.VISIBLE, message = "must not be blank")
        String name,

        @NotNull OffsetDateTime startsAt,
        @NotNull OffsetDateTime endsAt,
        @NotNull @Valid AudienceBody audience,
        @NotNull @Valid List<@NotNull @Valid PlanRowBody> plan,
        @Nullable MessageClass messageClass,
        @Nullable ExemptBody exempt,
        @Nullable Integer priority,
        @Nullable Integer holdoutPercent) {

    /** Something that is still there when blanks around it are cut off, those of Unicode included. */
    static final String VISIBLE = "(?Us).*\\S.*";

    enum AudienceKind {
        EVERYONE,
        LIST,
        DATA_SET,
        SEGMENT
    }

    enum WindowKind {
        CAMPAIGN,
        ROLLING,
        CALENDAR
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

            @Nullable @Size(max = 100) @Pattern(regexp = VISIBLE, message = "must not be blank")
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
     * The time within which touches count together.
     *
     * @param duration ISO-8601, with ROLLING and only there
     * @param unit DAY, WEEK or MONTH, with CALENDAR and only there
     * @param zone such as Asia/Shanghai, with CALENDAR and only there
     */
    record WindowBody(
            @NotNull WindowKind kind,
            @Nullable String duration,
            @Nullable String unit,
            @Nullable String zone) {}

    /**
     * Exemption from rules across campaigns.
     *
     * @param fromCaps false where absent
     * @param counted true where absent
     */
    record ExemptBody(@Nullable Boolean fromCaps, @Nullable Boolean counted) {}
}
