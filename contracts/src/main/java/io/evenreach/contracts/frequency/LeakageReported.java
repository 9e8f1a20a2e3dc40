package io.evenreach.contracts.frequency;

import java.time.Instant;
import java.util.UUID;

/**
 * How one plan row of a completed campaign ended, as its frozen report says. Where a report is frozen anew, because history
 * was imported after completion, it is told again: the latest {@code sequence} counts.
 *
 * @param row the row's place in the plan, from 0
 * @param target how often a customer was to be reached
 * @param minimum below it a customer has leaked
 * @param eligible customers the plan was meant for; times the tiles where the plan is counted in tiles
 * @param under of these, how many were reached less often than the target
 * @param leakageTouches touches missing to the minimum
 * @param heavyTouches touches beyond the target
 * @param asOf up to when the report counts
 */
public record LeakageReported(
        long sequence,
        UUID campaignId,
        String channel,
        int row,
        int target,
        int minimum,
        long eligible,
        long under,
        long leakageTouches,
        long heavyTouches,
        Instant asOf) {}
