package io.evenreach.platform.problem;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;

/** Reads text without U+0000, the one character that PostgreSQL cannot keep in a text column. */
final class StorableText extends StringDeserializer {

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        String text = super.deserialize(parser, context);
        return text != null && text.indexOf('\0') >= 0
                ? (String) context.handleWeirdStringValue(String.class, text, "U+0000 cannot be kept")
                : text;
    }
}
