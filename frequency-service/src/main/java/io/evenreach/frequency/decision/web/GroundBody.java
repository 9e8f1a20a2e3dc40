package io.evenreach.frequency.decision.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.evenreach.frequency.ledger.DenialGround;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a denial rests on where no rule that counts decided, told by its kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GroundBody.CampaignGround.class, name = "CAMPAIGN"),
    @JsonSubTypes.Type(value = GroundBody.AudienceGround.class, name = "AUDIENCE"),
    @JsonSubTypes.Type(value = GroundBody.HoldoutGround.class, name = "HOLDOUT"),
    @JsonSubTypes.Type(value = GroundBody.HoldGround.class, name = "HOLD"),
    @JsonSubTypes.Type(value = GroundBody.WithdrawalGround.class, name = "WITHDRAWAL"),
    @JsonSubTypes.Type(value = GroundBody.FeedGround.class, name = "FEED"),
    @JsonSubTypes.Type(value = GroundBody.HistoryGround.class, name = "HISTORY"),
    @JsonSubTypes.Type(value = GroundBody.IdentityGround.class, name = "IDENTITY")
})
sealed interface GroundBody {

    /**
     * The campaign does not run, or has no plan for the channel.
     *
     * @param status such as {@code PAUSED}
     * @param startsAt of its flight
     * @param endsAt exclusive
     * @param channel that is not planned; absent where the campaign does not run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CampaignGround(
            UUID campaignId,
            long version,
            String status,
            Instant startsAt,
            Instant endsAt,
            @Nullable String channel) implements GroundBody {}

    /**
     * The person is not in the campaign's audience.
     *
     * @param version of the campaign
     * @param listVersion of its list of people
     * @param dataSetId instead of a list, the data set whose people are meant
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AudienceGround(
            UUID campaignId,
            long version,
            @Nullable Long listVersion,
            @Nullable String dataSetId) implements GroundBody {}

    /**
     * The person is in the campaign's holdout.
     *
     * @param version of the campaign
     * @param holdoutPercent of the people it is meant for
     * @param bucket of 10,000, of which the lowest are held out: below 1,000 at 10 percent
     * @param assignedAt when they were first judged eligible, under the identifier that decides; absent where they were named
     *     beside somebody else, and not asked for themselves yet
     */
    record HoldoutGround(
            UUID campaignId,
            long version,
            int holdoutPercent,
            int bucket,
            @Nullable Instant assignedAt) implements GroundBody {}

    /**
     * A brand hold.
     *
     * @param since when the complaint was opened
     * @param until when the cool-down ends; absent while that is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HoldGround(
            UUID holdId,
            @Nullable Long version,
            @Nullable Instant since,
            @Nullable Instant until) implements GroundBody {}

    /**
     * Advertising was withdrawn, or never allowed.
     *
     * @param version of what identity told of the identifier
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WithdrawalGround(
            @Nullable Long version, @Nullable Instant since) implements GroundBody {}

    /**
     * A feed was not heard of lately.
     *
     * @param since when it was known to be complete last; absent where it never was
     * @param behind how long that was ago
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FeedGround(
            String feed, @Nullable Instant since, @Nullable Duration behind) implements GroundBody {}

    /**
     * Automated traffic.
     *
     * @param bound from so many touches on
     * @param count touches that a rule may still need
     */
    record HistoryGround(int bound, int count) implements GroundBody {}

    /**
     * Nothing says who is meant.
     *
     * @param named identifiers that were named and are neither malformed nor blocked: each is shared, or it is being
     *     settled whose it is
     */
    record IdentityGround(int named) implements GroundBody {}

    static @Nullable GroundBody of(@Nullable DenialGround ground, Instant decidedAt) {
        return switch (ground) {
            case null -> null;
            case DenialGround.Campaign(
                    UUID campaignId,
                    long version,
                    String status,
                    Instant from,
                    Instant to,
                    String channel) -> new CampaignGround(campaignId, version, status, from, to, channel);
            case DenialGround.Audience(UUID campaignId, long version, Long listVersion, String dataSetId) ->
                new AudienceGround(campaignId, version, listVersion, dataSetId);
            case DenialGround.Holdout(UUID campaignId, long version, int holdoutPercent, int bucket, var assignedAt) ->
                new HoldoutGround(campaignId, version, holdoutPercent, bucket, assignedAt);
            case DenialGround.Hold hold ->
                hold.withdrawn()
                        ? new WithdrawalGround(hold.version(), hold.since())
                        : new HoldGround(hold.holdId(), hold.version(), hold.since(), hold.until());
            case DenialGround.StaleFeed(String feed, Instant heardAt) ->
                new FeedGround(
                        feed,
                        heardAt,
                        heardAt == null
                                ? null
                                : Duration.between(heardAt, decidedAt).truncatedTo(ChronoUnit.SECONDS));
            case DenialGround.Crowd(int bound, int count) -> new HistoryGround(bound, count);
            case DenialGround.Identity(int named) -> new IdentityGround(named);
        };
    }
}
