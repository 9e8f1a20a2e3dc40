package io.evenreach.guidecommerce.readahead;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.stream.Collectors;

/** Identifier keys as parameters of a statement. */
public final class KeyArrays {

    private KeyArrays() {}

    /** Some keys: a {@code bytea[]}. */
    public static byte[][] of(Collection<IdentifierKey> keys) {
        return keys.stream().map(IdentifierKey::bytes).toArray(byte[][]::new);
    }

    /** Some keys as PostgreSQL writes a {@code bytea[]}, because a column of arrays of different lengths is no parameter. */
    public static String text(Collection<IdentifierKey> keys) {
        return keys.stream().map(key -> "\"\\\\x" + key.hex() + '"').collect(Collectors.joining(",", "{", "}"));
    }
}
