package io.evenreach.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as it is now: the policy that decisions follow.
 *
 * @param version rises with every change
 * @param status {@code DRAFT|IN_REVIEW|APPROVED|ACTIVE|PAUSED|COMPLETED}
 * @param messageClass {@code MARKETING} or {@code SERVICE}
 * @param changedAt when the status or definition changed
 * @param exempt absent where ceilings hold for the campaign and count its touches, as they do for most
 * @param holdoutPercent of the people it is meant for, how many it does not reach, to compare with; absent for none
 */
public record CampaignChanged(
        long sequence,
        UUID campaignId,
        long version,
        String name,
        String status,
        Instant startsAt,
        Instant endsAt,
        AudienceRef audience,
        List<PlanRow> plan,
        int priority,
        String messageClass,
        Instant changedAt,
        @Nullable Exemption exempt,
        @Nullable Integer holdoutPercent) {

    /**
     * How ceilings treat a campaign.
     *
     * @param fromCaps whether it may exceed them
     * @param counted whether its touches use them up for others
     */
    public record Exemption(boolean fromCaps, boolean counted) {}

    /**
     * Who is meant.
     *
     * @param kind {@code EVERYONE}, {@code LIST} or {@code DATA_SET}
     * @param version for LIST, the version of the {@link AudienceMembers} that belong to it
     */
    public record AudienceRef(String kind, @Nullable String dataSetId, long version) {}

    /**
     * How often on one channel.
     *
     * @param minimum below this count a customer is leaked; the target unless set
     */
    public record PlanRow(String channel, int target, int minimum, WindowSpec window) {}

    /**
     * A window on the wire.
     *
     * @param kind {@code CAMPAIGN}, {@code ROLLING} (with duration, ISO-8601) or {@code CALENDAR} (with unit and zone)
     */
    public record WindowSpec(
            String kind,
            @Nullable String duration,
            @Nullable String unit,
            @Nullable String zone) {}
}
