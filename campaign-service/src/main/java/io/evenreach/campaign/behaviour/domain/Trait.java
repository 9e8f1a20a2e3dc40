package io.evenreach.campaign.behaviour.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Something that is said of the customer who has an identifier. */
public record Trait(IdentifierKey key, String name, String value, Instant saidAt, String messageId) {

    /** An IANA id such as {@code Asia/Tokyo}. */
    public static final String TIME_ZONE = "timeZone";

    /** The later of two; of two at the same time the one with the greater message id, by its bytes in UTF-8. */
    public Trait newest(Trait other) {
        int byTime = saidAt.compareTo(other.saidAt);
        int order = byTime != 0
                ? byTime
                : Arrays.compareUnsigned(
                        messageId.getBytes(StandardCharsets.UTF_8), other.messageId.getBytes(StandardCharsets.UTF_8));
        return order >= 0 ? this : other;
    }
}
