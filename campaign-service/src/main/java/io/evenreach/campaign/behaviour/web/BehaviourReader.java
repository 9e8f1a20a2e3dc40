package io.evenreach.campaign.behaviour.web;

import io.evenreach.campaign.behaviour.domain.Trait;
import io.evenreach.campaign.behaviour.web.BehavioursBody.BehaviourBody;
import io.evenreach.campaign.wire.Refusals;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a behaviour says; what it must not say is refused. */
final class BehaviourReader {

    private static final String NOT_SUPPORTED_YET = "NOT_SUPPORTED_YET";
    private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("1970-01-01T00:00:00Z");

    private final Refusals refusals;

    BehaviourReader(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * The time zone that a behaviour says of a customer.
     *
     * @param pointer where the behaviour stands in the body
     * @return null where it was refused
     */
    @Nullable
    ZoneId timeZone(BehaviourBody body, String pointer) {
        switch (body.type()) {
            case "identify" -> {}
            case "track" -> {
                refusals.refuse(pointer + "/type", NOT_SUPPORTED_YET, "events are not supported yet");
                return null;
            }
            default -> {
                refusals.refuse(pointer + "/type", "must be identify or track");
                return null;
            }
        }
        refusals.onlyWith(false, body.event(), pointer + "/event", "TRACK");
        refusals.onlyWith(false, body.properties(), pointer + "/properties", "TRACK");
        if (body.timestamp().isBefore(EARLIEST)) {
            refusals.refuse(pointer + "/timestamp", "OUT_OF_RANGE", "lies before 1970");
        }
        Map<String, @Nullable Object> traits = body.traits();
        if (traits == null || traits.isEmpty()) {
            refusals.refuse(pointer + "/traits", "REQUIRED", "is required with identify");
            return null;
        }
        for (String name : traits.keySet()) {
            if (!name.equals(Trait.TIME_ZONE)) {
                refusals.refuse(
                        pointer + "/traits/" + name.replace("~", "~0").replace("/", "~1"),
                        NOT_SUPPORTED_YET,
                        "this trait is not supported yet");
            }
        }
        return traits.containsKey(Trait.TIME_ZONE)
                ? zone(traits.get(Trait.TIME_ZONE), pointer + "/traits/" + Trait.TIME_ZONE)
                : null;
    }

    private @Nullable ZoneId zone(@Nullable Object value, String pointer) {
        if (value instanceof String id && ZoneId.getAvailableZoneIds().contains(id)) {
            return ZoneId.of(id);
        }
        refusals.refuse(pointer, "must be the IANA id of a time zone such as Asia/Tokyo");
        return null;
    }
}
