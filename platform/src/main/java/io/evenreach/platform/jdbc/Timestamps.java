package io.evenreach.platform.jdbc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as parameters of statements: JDBC knows {@code timestamp with time zone} as {@link OffsetDateTime} only. */
public final class Timestamps {

    private Timestamps() {}

    /** Null where there is no time. */
    public static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
