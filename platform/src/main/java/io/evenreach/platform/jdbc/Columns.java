package io.evenreach.platform.jdbc;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns of many rows as arrays, by which one statement writes or finds all of them. */
public final class Columns {

    private Columns() {}

    /** What each row has in a column, in the order of the rows. */
    public static <R, T extends @Nullable Object> T[] column(
            Collection<R> rows, Function<R, T> value, IntFunction<T[]> arrays) {
        return rows.stream().map(value).toArray(arrays);
    }

    public static byte[][] bytes(Collection<IdentifierKey> keys) {
        return column(keys, IdentifierKey::bytes, byte[][]::new);
    }

    /** Some keys as PostgreSQL writes a {@code bytea[]}, because a column of arrays of different lengths is no parameter. */
    public static String literal(Collection<IdentifierKey> keys) {
        return keys.stream().map(key -> "\"\\\\x" + key.hex() + '"').collect(Collectors.joining(",", "{", "}"));
    }
}
