package io.evenreach.campaign.behaviour.web;

import io.evenreach.campaign.wire.IdentifierBody;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Behaviours as somebody sends them. */
record BehavioursBody(
        @NotNull @Size(min = 1, max = BehavioursBody.BEHAVIOURS_MAX)
        List<@NotNull @Valid BehaviourBody> behaviours) {

    static final int BEHAVIOURS_MAX = 1_000;
    static final int IDENTIFIERS_MAX = 20;

    /**
     * What a customer is or did.
     *
     * @param type {@code identify}; {@code track} is not supported yet
     * @param event what a {@code track} is about
     * @param properties of the event
     * @param traits of an {@code identify}: so far {@code timeZone}, an IANA id such as {@code Asia/Tokyo}
     * @param messageId unique within the partner or merchant that sends it
     * @param timestamp when it was so; of two that say different things the later holds
     */
    record BehaviourBody(
            @NotBlank String type,
            @Nullable @Size(max = 200) String event,
            @NotNull @Size(min = 1, max = IDENTIFIERS_MAX) List<@NotNull @Valid IdentifierBody> identifiers,
            @Nullable @Size(max = 100) Map<String, @Nullable Object> properties,
            @Nullable @Size(max = 100) Map<String, @Nullable Object> traits,

            @NotNull @Pattern(regexp = "[^\\p{Cntrl}]{1,200}", message = "must have 1 to 200 characters on one line")
            String messageId,

            @NotNull OffsetDateTime timestamp) {}
}
