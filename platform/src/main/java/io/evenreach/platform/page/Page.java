package io.evenreach.platform.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor where the next page begins; null on the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * A page out of one row more than asked for: the extra row only says that there is more.
     *
     * @param rows at most {@code limit + 1} rows
     * @param position what a cursor must hold to go on after an item
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, Cursor.encode(position.apply(items.getLast())));
    }

    /** Rows of a list in the order of time, and of ids where times are equal. */
    @FunctionalInterface
    public interface PlacedRows<T> {

        /** @param place after which they are; null from the beginning */
        List<T> after(Cursor.@Nullable Place place, int limit);
    }

    /**
     * A page of such a list.
     *
     * @param cursor where it begins, as the page before said
     * @param limit how many items at most; as many as usual where it is null
     */
    public static <T> Page<T> byPlace(
            @Nullable String cursor, @Nullable Integer limit, PlacedRows<T> rows, Function<T, Cursor.Place> placeOf) {
        int size = Cursor.limit(limit);
        return of(
                rows.after(Cursor.decodePlace(cursor), size + 1),
                size,
                item -> placeOf.apply(item).text());
    }

    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), nextCursor);
    }
}
