package io.evenreach.contracts.frequency;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A touch beyond plan, told once, when it is first seen. It may arrive more than once: touch ids tell repetitions. Later
 * changes of plan or identity are not told here; the reach report has them.
 *
 * @param profileId the customer's at that time
 * @param touchId 16 hexadecimal digits
 * @param cause {@code OVER_PLAN}, {@code NEVER_GRANTED}, {@code GRANT_EXPIRED}, {@code REPORTED_LATE}, {@code RELEASED},
 *     {@code IDENTITY_MERGED} or {@code ALLOWED_UNCHECKED}
 * @param partnerId who showed it; null where it was the brand
 * @param overBy its place beyond plan in its window, from 1; where it exceeds several plan rows, the highest
 */
public record HeavyTouched(
        long sequence,
        UUID campaignId,
        String channel,
        UUID profileId,
        String touchId,
        String cause,
        @Nullable String partnerId,
        Instant occurredAt,
        int overBy,
        Instant detectedAt) {}
