package io.evenreach.campaign.wire;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** An identifier in clear, which is why it does not print itself. */
public record IdentifierBody(
        @NotBlank String type,
        @Nullable String scope,
        @NotNull String value) {

    @Override
    public String toString() {
        return type + "|***";
    }
}
