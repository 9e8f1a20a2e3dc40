package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * What one rule said about an ask.
 *
 * @param window in a word or two, such as {@code P7D}
 * @param target how many touches the rule allows; 0 where it does not count
 * @param count touches that counted against it, before this ask
 * @param windowFrom inclusive
 * @param windowTo exclusive
 */
public record RuleFinding(Rule rule, String window, int target, int count, Instant windowFrom, Instant windowTo) {

    /** Which rule, as it was then. */
    public sealed interface Rule {

        /**
         * A row of a campaign's plan.
         *
         * @param campaignVersion the version of the campaign the row belongs to
         * @param row the row's place in the plan, from 0
         */
        record Plan(UUID campaignId, long campaignVersion, int row, String channel) implements Rule {}

        /** @param reserved places that were kept for other campaigns with a share */
        record Ceiling(String id, long version, int reserved) implements Rule {}

        record QuietHours(String id, long version) implements Rule {}
    }
}
