package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.domain.AskLimit;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An ask limit as somebody sends it.
 *
 * @param count asks of the partner's clients that are decided in each span, at least 1
 * @param per how long a span is, whole seconds up to an hour; a minute where absent
 */
record AskLimitBody(@NotNull Integer count, @Nullable Duration per) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    AskLimit askLimit() {
        return new AskLimit(count, per == null ? MINUTE : per);
    }
}
