package io.evenreach.platform.horizon;

import static io.evenreach.platform.jdbc.Timestamps.instant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * Up to where the schema of a connection is settled: no transaction that still runs can commit anything to it from before.
 *
 * <p>PostgreSQL's own horizon, {@code pg_snapshot_xmin}, is that of the oldest transaction of the whole server, so a long
 * transaction of one service would keep the readers of all others waiting. This one leaves out those that belong to others:
 * who writes holds its tables' locks until it ends and took the first of them before it was given a transaction id, so a
 * transaction with an id that has locked tables of other schemas and none of this one is not a writer here. Where that
 * cannot be told, as with temporary tables, a transaction counts.
 *
 * <p>What is read in a statement after this one is everything below the horizon: a transaction that was not counted because
 * it had just ended is visible there. Hence statements that share a snapshot cannot be used.
 *
 * @param time nothing was begun before it that still runs, has written and is awaited ({@link #NOT_AWAITED}); never later
 *     than when it was asked
 * @param transactionId all transactions of writers with a lower id have ended
 */
public record WriteHorizon(Instant time, long transactionId) {

    /**
     * To be executed in a transaction before it writes: nobody waits for what it will tell, if it tells anything, so the time
     * goes on beside it, however long it runs.
     */
    public static final String NOT_AWAITED =
            "select pg_advisory_xact_lock_shared(hashtext('not awaited'), hashtext(current_schema()))";

    private static final String ASK = """
            with writer as (
                select pid, xact_start, backend_xid from pg_stat_activity
                 where backend_xid is not null and backend_type = 'client backend'
                   and datname = current_database() and pid <> pg_backend_pid()
                   and pid not in (
                       select held.pid from pg_locks held
                         join pg_class locked on locked.oid = held.relation
                         join pg_namespace schema on schema.oid = locked.relnamespace
                        where held.locktype = 'relation' and held.pid is not null and schema.nspname not like 'pg\\_%'
                          and held.database = (select oid from pg_database where datname = current_database())
                        group by held.pid having bool_and(schema.nspname <> current_schema()))),
            awaited as (
                select xact_start from writer where pid not in (
                       select held.pid from pg_locks held
                        where held.locktype = 'advisory' and held.pid is not null and held.objsubid = 2
                          and held.classid = (hashtext('not awaited') & 4294967295)::oid
                          and held.objid = (hashtext(current_schema()) & 4294967295)::oid
                          and held.database = (select oid from pg_database where datname = current_database())))
            select least(statement_timestamp(), (select min(xact_start) from awaited)),
                   least(pg_snapshot_xmax(snapshot),
                         (select min(id) from pg_snapshot_xip(snapshot) id
                           where id::xid in (select backend_xid from writer)))::text::bigint,
                   current_setting('transaction_isolation')
              from pg_current_snapshot() snapshot
            """;

    /** @throws IllegalStateException within a transaction whose statements share a snapshot */
    public static WriteHorizon of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Else a transaction that asks again is told of the sessions as they were when it asked first.
            statement.execute("select pg_stat_clear_snapshot()");
            try (ResultSet row = statement.executeQuery(ASK)) {
                row.next();
                if (!row.getString(3).equals("read committed")) {
                    throw new IllegalStateException(
                            "ask for the horizon in a transaction that reads what is committed");
                }
                return new WriteHorizon(instant(row, 1), row.getLong(2));
            }
        }
    }
}
