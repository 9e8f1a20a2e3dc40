package io.evenreach.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A brand hold as it is now. While it is {@code OPEN} or {@code COOLING_DOWN} and {@code until} has not passed, whoever
 * owns one of the keys gets no marketing.
 *
 * @param state {@code OPEN}, {@code COOLING_DOWN}, {@code ENDED} or {@code RELEASED}
 * @param until when the cool-down ends by itself; null while the complaint is open
 * @param keys identifier keys, 64 hexadecimal digits each
 */
public record HoldChanged(
        long sequence,
        UUID holdId,
        long version,
        String state,
        Instant openedAt,
        @Nullable Instant until,
        List<String> keys) {}
