package io.evenreach.guidecommerce.guide;

import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a guide.
 *
 * @param version the guide's after it
 * @param reason as the guide was told; null where nothing was said
 * @param doneBy who did it; null where time did
 */
public record GuideStep(
        long version,
        Instant at,
        GuideEvent event,
        GuideStatus from,
        GuideStatus to,
        @Nullable String reason,
        @Nullable String doneBy) {}
