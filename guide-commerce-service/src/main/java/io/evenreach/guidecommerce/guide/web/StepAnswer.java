package io.evenreach.guidecommerce.guide.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.guide.GuideStep;
import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a guide.
 *
 * @param reason as the guide was told
 * @param doneBy shown to the brand only; absent where time did it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StepAnswer(
        Instant at,
        GuideEvent event,
        GuideStatus from,
        GuideStatus to,
        @Nullable String reason,
        @Nullable String doneBy) {

    static StepAnswer of(GuideStep step, boolean forBrand) {
        return new StepAnswer(
                step.at(), step.event(), step.from(), step.to(), step.reason(), forBrand ? step.doneBy() : null);
    }
}
