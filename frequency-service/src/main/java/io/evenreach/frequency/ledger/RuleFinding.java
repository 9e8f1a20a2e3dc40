package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * What one plan row said about an ask.
 *
 * @param campaignVersion the version of the campaign the row belongs to
 * @param row the row's place in the plan, from 0
 * @param count touches that counted against it, before this ask
 * @param windowFrom inclusive
 * @param windowTo exclusive
 */
public record RuleFinding(
        UUID campaignId,
        long campaignVersion,
        int row,
        String channel,
        String window,
        int target,
        int count,
        Instant windowFrom,
        Instant windowTo) {}
