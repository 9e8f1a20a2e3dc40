package io.evenreach.platform.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times in statements and rows: we hand them over as {@link OffsetDateTime}, which has its zone with it. */
public final class Timestamps {

    private Timestamps() {}

    /** As a parameter; null where there is no time. */
    public static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** Of a column that is never null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Of a column that is never null, counted from 1. */
    public static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        return instantOrNull(row.getObject(column, OffsetDateTime.class));
    }

    /** @param column counted from 1 */
    public static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        return instantOrNull(row.getObject(column, OffsetDateTime.class));
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
