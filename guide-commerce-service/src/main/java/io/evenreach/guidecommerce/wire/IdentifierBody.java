package io.evenreach.guidecommerce.wire;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** An identifier in clear, which is why it does not print itself. */
public record IdentifierBody(
        @NotBlank @Size(max = 100) String type,
        @Nullable @Size(max = 200) String scope,
        @NotNull @Size(max = 500) String value) {

    @Override
    public String toString() {
        return type + "|***";
    }
}
