package io.evenreach.platform.page;

import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Opaque cursors and the bounds of a page. */
public final class Cursor {

    public static final int LIMIT_DEFAULT = 50;
    public static final int LIMIT_MAX = 500;

    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private Cursor() {}

    public static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The position inside a cursor; null where there is none. A cursor that is not ours is a 400. */
    public static @Nullable String decode(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (position.indexOf('\0') < 0) {
                return position;
            }
        } catch (IllegalArgumentException notOurs) {
            // Refused below like every other cursor that is not ours.
        }
        throw notOurs();
    }

    /**
     * The position inside a cursor that holds several parts with a space between; null where there is none.
     *
     * @param parts how many; the last may have spaces
     * @param reader may refuse parts with an {@link IllegalArgumentException}, which is a 400 like every cursor that is not
     *     ours
     */
    public static <T> @Nullable T decode(@Nullable String cursor, int parts, Function<String[], T> reader) {
        String position = decode(cursor);
        if (position == null) {
            return null;
        }
        String[] found = position.split(" ", parts);
        if (found.length != parts) {
            throw notOurs();
        }
        try {
            return reader.apply(found);
        } catch (IllegalArgumentException notOurs) {
            throw notOurs();
        }
    }

    /** The position inside the cursor of a list in the order of its ids; null where there is none. */
    public static @Nullable UUID decodeId(@Nullable String cursor) {
        String position = decode(cursor);
        return position == null ? null : idIn(position);
    }

    /** A place in a list in the order of time, and of ids where times are equal; its cursor has both with a space between. */
    public record Place(Instant at, UUID id) {

        /** What a cursor to it holds; see {@link #decodePlace}. */
        public String text() {
            return at + " " + id;
        }
    }

    /** The place inside a cursor; null where there is none. A cursor that is not ours is a 400. */
    public static @Nullable Place decodePlace(@Nullable String cursor) {
        return decode(cursor, 2, parts -> new Place(timeIn(parts[0]), UUID.fromString(parts[1])));
    }

    private static UUID idIn(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notOurs) {
            throw notOurs();
        }
    }

    /**
     * A time within a position.
     *
     * @throws ProblemException a 400 for what is no time, or one beyond the years that the database keeps
     */
    public static Instant timeIn(String text) {
        try {
            Instant time = Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME)) {
                return time;
            }
        } catch (DateTimeParseException notOurs) {
            // Refused below like every other cursor that is not ours.
        }
        throw notOurs();
    }

    /** A 400 for a cursor that can be decoded and holds no position of this list. */
    public static ProblemException notOurs() {
        return invalid("cursor", "This cursor was not given by us.");
    }

    /** The limit to use: 50 unless given, and a 400 outside 1 to 500. */
    public static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw invalid("limit", "The limit must be between 1 and " + LIMIT_MAX + ".");
        }
        return limit;
    }

    private static ProblemException invalid(String parameter, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(new FieldError(parameter, "INVALID_PARAMETER", message)));
    }
}
