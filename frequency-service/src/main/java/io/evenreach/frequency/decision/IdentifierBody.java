package io.evenreach.frequency.decision;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** An identifier on the wire; its value goes no further than the hash. */
public record IdentifierBody(
        @NotBlank @Size(max = 40) String type,
        @Nullable @Size(max = 256) String scope,
        @NotNull @Size(max = 1024) String value) {

    @Override
    public String toString() {
        return type + "|" + scope + "|***";
    }
}
