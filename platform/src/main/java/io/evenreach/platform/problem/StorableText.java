package io.evenreach.platform.problem;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;

/**
 * Reads text that PostgreSQL gives back as it was: without U+0000, which no text column keeps, and without halves of
 * surrogate pairs, which are no characters and would be kept as question marks. A number or a truth value is no text: what
 * a phone number or an id that was sent as a number looked like before, with which zeros, is known to the sender alone.
 */
class StorableText extends StringDeserializer {

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (String) context.handleUnexpectedToken(String.class, parser);
        }
        return storable(parser, context);
    }

    /** Whatever scalar stands there, as text. */
    final String storable(JsonParser parser, DeserializationContext context) {
        String text = super.deserialize(parser, context);
        return text == null || isStorable(text)
                ? text
                : (String) context.handleWeirdStringValue(
                        String.class, text, "U+0000 and halves of characters cannot be kept");
    }

    private static boolean isStorable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char here = text.charAt(at);
            if (here == '\0') {
                return false;
            }
            if (Character.isSurrogate(here)) {
                if (at + 1 == text.length() || !Character.isSurrogatePair(here, text.charAt(at + 1))) {
                    return false;
                }
                at++;
            }
        }
        return true;
    }
}
