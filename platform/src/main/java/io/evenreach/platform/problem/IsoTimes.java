package io.evenreach.platform.problem;

import io.evenreach.kernel.PlainInstants;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Reads times and durations as ISO-8601 text only. Jackson would take a bare number too, and whether that counts seconds
 * or milliseconds is known to the sender alone.
 */
final class IsoTimes extends ValueDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier type, ValueDeserializer<?> deserializer) {
        boolean time = Temporal.class.isAssignableFrom(type.getBeanClass())
                || TemporalAmount.class.isAssignableFrom(type.getBeanClass());
        return time ? new IsoText(deserializer) : deserializer;
    }

    private static final class IsoText extends DelegatingDeserializer {

        private static final Pattern NUMBER = Pattern.compile("\\s*[-+]?[0-9.]+\\s*");

        IsoText(ValueDeserializer<?> delegatee) {
            super(delegatee);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegatee) {
            return new IsoText(delegatee);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.handleUnexpectedToken(handledType(), parser);
            }
            Instant plain = handledType() == Instant.class ? PlainInstants.parse(parser.getString()) : null;
            if (plain != null) {
                return plain;
            }
            if (NUMBER.matcher(parser.getString()).matches()) {
                return context.handleWeirdStringValue(handledType(), parser.getString(), "not ISO-8601");
            }
            return super.deserialize(parser, context);
        }
    }
}
