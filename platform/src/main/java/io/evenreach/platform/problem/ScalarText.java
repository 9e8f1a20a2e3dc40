package io.evenreach.platform.problem;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;

/** Reads a text, a number or a truth value as text, for fields of which it is known that senders mistype them. */
public final class ScalarText extends StorableText {

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        return storable(parser, context);
    }
}
