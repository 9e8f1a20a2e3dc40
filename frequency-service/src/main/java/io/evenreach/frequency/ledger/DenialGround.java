package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a denial rests on where no rule that counts decided, as it was then. */
public sealed interface DenialGround {

    /**
     * The campaign does not run, or has no plan for the channel.
     *
     * @param status as the campaign feed says it, such as {@code PAUSED}
     * @param from of its flight, inclusive
     * @param to of its flight, exclusive
     * @param channel that is not planned; null where the campaign does not run
     */
    record Campaign(
            UUID campaignId,
            long version,
            String status,
            Instant from,
            Instant to,
            @Nullable String channel) implements DenialGround {}

    /**
     * The person is in no audience of the campaign.
     *
     * @param listVersion of the list of people; null where the audience is the people of a data set
     * @param dataSetId whose people are meant; null where it is a list
     */
    record Audience(
            UUID campaignId,
            long campaignVersion,
            @Nullable Long listVersion,
            @Nullable String dataSetId) implements DenialGround {}

    /**
     * The person is held out of the campaign, to compare with those whom it reaches.
     *
     * @param bucket of {@link io.evenreach.frequency.ledger.domain.Assignment#BUCKETS}, of which the lowest are held out
     * @param assignedAt when the person was first judged eligible, under the identifier that decides; null where it is somebody
     *     who was named beside another, and was not asked for themselves yet
     */
    record Holdout(
            UUID campaignId,
            long campaignVersion,
            int holdoutPercent,
            int bucket,
            @Nullable Instant assignedAt) implements DenialGround {}

    /**
     * Marketing to one of the people is held.
     *
     * @param version null for holds from before it was kept here, like {@code since}
     * @param until when the cool-down ends; null where that is not known
     * @param withdrawn whether they withdrew advertising; then version is that of their identifier's tenure
     */
    record Hold(
            UUID holdId,
            @Nullable Long version,
            @Nullable Instant since,
            @Nullable Instant until,
            boolean withdrawn) implements DenialGround {

        /** Of two on the same person the one that ends last. */
        public Hold orLonger(Hold other) {
            if (until == null || other.until == null) {
                return until == null ? this : other;
            }
            return other.until.isAfter(until) ? other : this;
        }
    }

    /** @param heardAt when the feed was known to be complete last; null where it never was */
    record StaleFeed(String feed, @Nullable Instant heardAt) implements DenialGround {}

    /**
     * More touches at hand than anybody has whom an ask is granted for.
     *
     * @param bound from so many on
     * @param count that a rule may still need
     */
    record Crowd(int bound, int count) implements DenialGround {}

    /**
     * Nothing says who is meant.
     *
     * @param named identifiers that were left when malformed and blocked ones were dropped: each is shared, or it is being
     *     settled whose it is
     */
    record Identity(int named) implements DenialGround {}
}
