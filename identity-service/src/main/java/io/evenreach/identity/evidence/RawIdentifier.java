package io.evenreach.identity.evidence;

import org.jspecify.annotations.Nullable;

/** An identifier as somebody sent it; the value is in clear and goes no further than hashing. */
public record RawIdentifier(
        String type, @Nullable String scope, @Nullable String value) {

    @Override
    public String toString() {
        return type + "|" + scope + "|***";
    }
}
