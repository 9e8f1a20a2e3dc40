package io.evenreach.platform.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads that give up where the database says nothing any more, as after a failover that tells nobody. Only for short ones:
 * a timeout of the driver for all statements would end reports and migrations too.
 */
public final class BoundedReads {

    private BoundedReads() {}

    private interface Restored extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /**
     * Reads within the transaction of the caller, if it has one.
     *
     * @param silence how long the database may say nothing; the connection is given up after that
     * @param read what is read, by the template that it is given
     * @throws DataAccessException also where the database was silent for too long
     */
    public static <T> T within(Duration silence, JdbcTemplate jdbc, Function<JdbcTemplate, T> read) {
        T found = jdbc.execute((ConnectionCallback<T>) connection -> {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
            try (Restored ignored = () -> connection.setNetworkTimeout(Runnable::run, before)) {
                return read.apply(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
            }
        });
        return Objects.requireNonNull(found);
    }
}
