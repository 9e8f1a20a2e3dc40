package io.evenreach.contracts.campaign;

import io.evenreach.contracts.campaign.CampaignChanged.WindowSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule that holds whatever the campaign as it is now; exactly one of {@code ceiling}, {@code quietHours} and {@code
 * askLimit} is there unless the rule was removed.
 *
 * @param kind {@code CEILING}, {@code QUIET_HOURS} or {@code ASK_LIMIT}; ids are unique within a kind
 * @param ruleId the partner's id for an ask limit
 * @param version rises with every change, a removal included
 */
public record GovernanceChanged(
        long sequence,
        String kind,
        String ruleId,
        long version,
        boolean removed,
        @Nullable Ceiling ceiling,
        @Nullable QuietHours quietHours,
        Instant changedAt,
        @Nullable AskLimit askLimit) {

    /**
     * How many touches one customer gets from all campaigns together.
     *
     * @param channels the channels that count together; empty means every channel
     * @param window {@code ROLLING} or {@code CALENDAR}
     */
    public record Ceiling(List<String> channels, int count, WindowSpec window, List<Share> shares) {}

    /**
     * A part of a ceiling that other campaigns leave alone while this one may still use it.
     *
     * @param count touches per customer and window
     */
    public record Share(UUID campaignId, int count) {}

    /**
     * When nobody is to be disturbed.
     *
     * @param channels the channels that keep quiet; empty means every channel
     * @param from local time {@code HH:mm}, inclusive
     * @param to local time {@code HH:mm}, exclusive; before {@code from} it lies on the next day
     * @param zone of customers whose own zone is not known
     */
    public record QuietHours(List<String> channels, String from, String to, String zone) {}

    /**
     * How many asks of a partner's clients are decided, over all its channels.
     *
     * @param count asks in each span
     * @param per how long a span is
     */
    public record AskLimit(int count, Duration per) {}
}
