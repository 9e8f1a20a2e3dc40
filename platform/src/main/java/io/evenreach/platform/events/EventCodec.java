package io.evenreach.platform.events;

import io.evenreach.kernel.PlainInstants;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads contract records as JSON. Reading is lenient where the API is strict: a field added by a newer service
 * is ignored by an older one. Thread-safe.
 */
public final class EventCodec {

    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addModule(new SimpleModule("evenreach events").addDeserializer(Instant.class, new PlainInstant()))
            .build();

    /** Times of events are what Java makes of instants, mostly, which is read without a formatter. */
    private static final class PlainInstant extends StdScalarDeserializer<Instant> {

        PlainInstant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            Instant plain = parser.hasToken(JsonToken.VALUE_STRING) ? PlainInstants.parse(parser.getString()) : null;
            return plain == null ? InstantDeserializer.INSTANT.deserialize(parser, context) : plain;
        }
    }

    public String write(Object event) {
        return json.writeValueAsString(event);
    }

    public byte[] writeBytes(Object event) {
        return json.writeValueAsBytes(event);
    }

    /** @throws PoisonEventException where the bytes are not such an event */
    public <T> T read(byte @Nullable [] bytes, Class<T> type) {
        if (bytes == null) {
            throw new PoisonEventException("a " + type.getSimpleName() + " is of no bytes");
        }
        try {
            T event = json.readValue(bytes, type);
            if (event == null) {
                throw new PoisonEventException("an event of type " + type.getSimpleName() + " is null");
            }
            return event;
        } catch (JacksonException notReadable) {
            throw new PoisonEventException("cannot read a " + type.getSimpleName(), notReadable);
        }
    }

    /** The same event with its place in the feed. */
    public byte[] numbered(String payload, long sequence) {
        ObjectNode event = (ObjectNode) json.readTree(payload);
        event.put("sequence", sequence);
        return json.writeValueAsBytes(event);
    }
}
