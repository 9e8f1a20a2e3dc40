package io.evenreach.frequency.reach.web;

import io.evenreach.platform.security.Caller;
import java.util.Objects;

/** Who reported a touch, as reports name them. */
final class Reporters {

    private Reporters() {}

    /** The partner's id; {@code platform} where it was nobody's. */
    static String partner(String owner) {
        return Objects.requireNonNullElse(Caller.partnerOf(owner), owner);
    }
}
