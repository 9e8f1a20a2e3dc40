package io.evenreach.benchmarks.contest;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.work.Work;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.springframework.jdbc.core.JdbcTemplate;

/** What PostgreSQL can do at most: rows like the ledger's, upserted in batches, with nothing read, decided or journalled. */
final class UnnestLimit {

    private static final int BATCH = 500;
    private static final String TABLE = """
            create schema if not exists raw;
            create table if not exists raw.touch_history (
                profile_id uuid   primary key,
                version    bigint not null,
                state      bytea  not null
            ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
            """;
    private static final String UPSERT = "insert into raw.touch_history (profile_id, version, state)"
            + " select * from unnest(?, ?, ?) on conflict (profile_id) do update"
            + " set version = excluded.version, state = excluded.state";

    private UnnestLimit() {}

    /**
     * Rows per second.
     *
     * @param stateBytes how long a row's state is
     */
    static double rowsPerSecond(Database database, Work work, int rows, int stateBytes, int callers) throws Exception {
        try (HikariDataSource pool = database.pool("raw")) {
            new JdbcTemplate(pool).execute(TABLE);
            int perCaller = rows / callers / BATCH * BATCH;
            long began = System.nanoTime();
            Thread[] threads = new Thread[callers];
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                threads[caller] = Thread.ofPlatform().start(() -> upsert(pool, work, number, perCaller, stateBytes));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return (double) perCaller * callers / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static void upsert(HikariDataSource pool, Work work, int caller, int rows, int stateBytes) {
        Random random = new Random(work.seed() + caller);
        try (Connection connection = pool.getConnection();
                var statement = connection.prepareStatement(UPSERT)) {
            for (int done = 0; done < rows; done += BATCH) {
                // Callers have people of their own, so that they do not wait for each other's rows.
                Set<UUID> ids = new LinkedHashSet<>();
                while (ids.size() < BATCH) {
                    int customer = random.nextInt(work.customers()) * 2 + caller % 2;
                    ids.add(LedgerContestant.profileOf(customer));
                }
                byte[][] states = new byte[BATCH][stateBytes];
                for (byte[] state : states) {
                    random.nextBytes(state);
                }
                long[] versions = new long[BATCH];
                PGConnection driver = connection.unwrap(PGConnection.class);
                statement.setArray(1, uuids(connection, ids));
                statement.setArray(2, driver.createArrayOf("int8", versions));
                statement.setArray(3, driver.createArrayOf("bytea", states));
                statement.executeUpdate();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** In binary, as the ledger sends them: one dimension, no nulls. */
    private static Array uuids(Connection connection, Set<UUID> ids) throws SQLException {
        ByteBuffer bytes = ByteBuffer.allocate(20 + 20 * ids.size());
        bytes.putInt(1).putInt(0).putInt(Oid.UUID).putInt(ids.size()).putInt(1);
        for (UUID id : ids) {
            bytes.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        return new PgArray(connection.unwrap(BaseConnection.class), Oid.UUID_ARRAY, bytes.array());
    }
}
