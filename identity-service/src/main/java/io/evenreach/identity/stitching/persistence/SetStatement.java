package io.evenreach.identity.stitching.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One statement over a set: its parameters are arrays, one per column, so that a batch of any size is one round trip.
 *
 * @param <R> what the rows are made from
 */
final class SetStatement<R> {

    /** Reads one row of a result. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Binder {
        void bind(PGConnection postgres, PreparedStatement statement, int index) throws SQLException;
    }

    private static final int FETCHED = 10_000;

    private final String sql;
    private final List<R> rows;
    private final List<Binder> parameters = new ArrayList<>();

    private SetStatement(String sql, Collection<R> rows) {
        this.sql = sql;
        this.rows = List.copyOf(rows);
    }

    static <R> SetStatement<R> of(String sql, Collection<R> rows) {
        return new SetStatement<>(sql, rows);
    }

    SetStatement<R> bytes(Function<R, byte[]> column) {
        return array("bytea", rows.stream().map(column).toArray(byte[][]::new));
    }

    SetStatement<R> longs(ToLongFunction<R> column) {
        return array("bigint", rows.stream().mapToLong(column).toArray());
    }

    SetStatement<R> ints(java.util.function.ToIntFunction<R> column) {
        return array("int", rows.stream().mapToInt(column).toArray());
    }

    SetStatement<R> texts(Function<R, ? extends @Nullable Object> column) {
        String[] texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            Object value = column.apply(rows.get(i));
            if (value != null) {
                texts[i] = value.toString();
            }
        }
        return array("text", texts);
    }

    SetStatement<R> booleans(java.util.function.Predicate<R> column) {
        boolean[] values = new boolean[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.test(rows.get(i));
        }
        return array("bool", values);
    }

    private SetStatement<R> array(String type, Object values) {
        parameters.add((postgres, statement, index) -> statement.setArray(index, postgres.createArrayOf(type, values)));
        return this;
    }

    /** Runs it, unless there are no rows to run it for. */
    int update(JdbcTemplate jdbc) {
        if (rows.isEmpty()) {
            return 0;
        }
        Integer updated = jdbc.execute((ConnectionCallback<Integer>) connection -> {
            try (PreparedStatement statement = prepare(connection)) {
                return statement.executeUpdate();
            }
        });
        return updated == null ? 0 : updated;
    }

    <T> List<T> query(JdbcTemplate jdbc, Reader<T> reader) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<T> found = jdbc.execute((ConnectionCallback<List<T>>) connection -> {
            List<T> result = new ArrayList<>();
            try (PreparedStatement statement = prepare(connection);
                    ResultSet row = fetched(statement)) {
                while (row.next()) {
                    result.add(reader.read(row));
                }
            }
            return result;
        });
        return found == null ? List.of() : found;
    }

    /** In a transaction rows come in portions, so that no more than a portion is in memory twice. */
    private static ResultSet fetched(PreparedStatement statement) throws SQLException {
        statement.setFetchSize(FETCHED);
        return statement.executeQuery();
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).bind(postgres, statement, i + 1);
        }
        return statement;
    }
}
