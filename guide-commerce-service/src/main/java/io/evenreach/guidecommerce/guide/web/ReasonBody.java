package io.evenreach.guidecommerce.guide.web;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Why, as the guide is told. */
record ReasonBody(@Nullable @Size(max = 1_000) String reason) {

    static @Nullable String of(@Nullable ReasonBody body) {
        return body == null || body.reason() == null || body.reason().isBlank()
                ? null
                : body.reason().strip();
    }
}
