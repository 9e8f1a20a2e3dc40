package io.evenreach.platform.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two services share a database, each with a schema of its own. */
@RealServers
class WriteHorizonIT {

    @BeforeAll
    static void makeSchemas() throws SQLException {
        try (Connection connection = connect("public")) {
            execute(connection, "create schema ours", "create schema theirs");
            execute(connection, "create table ours.thing (id int)", "create table theirs.thing (id int)");
            execute(connection, "create table ours.other (id int)");
        }
    }

    @Test
    void isNowWhileNobodyWrites() throws SQLException {
        try (Connection reader = connect("ours")) {
            Instant before = now(reader);

            assertThat(WriteHorizon.of(reader).time()).isBetween(before, now(reader));
        }
    }

    @Test
    void waitsForAWriterOfThisSchemaThatHasNotYetWrittenToTheTableInQuestion() throws SQLException {
        try (Connection reader = connect("ours");
                Connection writer = connect("ours")) {
            long id = begin(writer, "insert into other values (1)");
            Instant begun = now(writer);

            WriteHorizon horizon = WriteHorizon.of(reader);
            assertThat(horizon.time()).isBefore(begun);
            assertThat(horizon.transactionId()).isEqualTo(id);
            writer.commit();
            assertThat(WriteHorizon.of(reader).time()).isAfter(begun);
            assertThat(WriteHorizon.of(reader).transactionId()).isGreaterThan(id);
        }
    }

    @Test
    void letsTimeGoOnBesideAWriterOfWhomNobodyAwaitsAnythingAndWaitsForTheOthers() throws SQLException {
        try (Connection reader = connect("ours");
                Connection patient = connect("ours");
                Connection elsewhere = connect("theirs");
                Connection writer = connect("ours")) {
            patient.setAutoCommit(false);
            execute(patient, WriteHorizon.NOT_AWAITED);
            long id = begin(patient, "insert into other values (5)");
            Instant begun = now(patient);

            WriteHorizon horizon = WriteHorizon.of(reader);
            assertThat(horizon.time()).isAfter(begun);
            assertThat(horizon.transactionId()).as("it has not ended").isEqualTo(id);

            elsewhere.setAutoCommit(false);
            execute(elsewhere, WriteHorizon.NOT_AWAITED);
            begin(elsewhere, "insert into ours.other values (6)");
            Instant second = now(elsewhere);
            assertThat(WriteHorizon.of(reader).time())
                    .as("said of another schema")
                    .isBefore(second);
            elsewhere.rollback();

            begin(writer, "insert into other values (7)");
            Instant third = now(writer);
            assertThat(WriteHorizon.of(reader).time()).isBetween(begun, third);
            writer.rollback();
            patient.rollback();
        }
    }

    @Test
    void waitsForAWriterOfThisSchemaThatHasOnlyLockedRows() throws SQLException {
        try (Connection reader = connect("ours");
                Connection writer = connect("ours")) {
            execute(reader, "insert into other values (2)");
            long id = begin(writer, "select id from other for update");

            assertThat(WriteHorizon.of(reader).transactionId()).isEqualTo(id);
            writer.rollback();
        }
    }

    @Test
    void doesNotWaitForAWriterOfAnotherSchema() throws SQLException {
        try (Connection reader = connect("ours");
                Connection foreign = connect("theirs");
                Connection writer = connect("ours")) {
            long old = begin(foreign, "insert into thing values (1)");
            Instant begun = now(foreign);
            long id = begin(writer, "insert into thing values (1)");
            writer.commit();

            WriteHorizon horizon = WriteHorizon.of(reader);
            assertThat(horizon.time()).isAfter(begun);
            assertThat(old).isLessThan(id);
            assertThat(horizon.transactionId()).isGreaterThan(id);
            foreign.rollback();
        }
    }

    @Test
    void waitsForWhoeverBeganToWriteSinceItWasAskedBeforeInTheSameTransaction() throws SQLException {
        try (Connection reader = connect("ours");
                Connection writer = connect("ours");
                Connection other = connect("ours")) {
            reader.setAutoCommit(false);
            WriteHorizon.of(reader);
            long id = begin(writer, "insert into other values (3)");
            execute(other, "insert into other values (4)");

            assertThat(WriteHorizon.of(reader).transactionId()).isEqualTo(id);
            writer.rollback();
        }
    }

    @Test
    void waitsForWhoeverMayYetTurnOutToWriteToThisSchema() throws SQLException {
        try (Connection reader = connect("ours");
                Connection writer = connect("ours")) {
            long id = begin(writer, "create temp table scratch (id int)");

            assertThat(WriteHorizon.of(reader).transactionId()).isEqualTo(id);
            writer.rollback();
        }
    }

    @Test
    void refusesToTellWhereWhatIsReadAfterwardsIsOlderThanTheHorizon() throws SQLException {
        try (Connection reader = connect("ours")) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);

            assertThatThrownBy(() -> WriteHorizon.of(reader)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Connection connect(String schema) throws SQLException {
        Servers servers = Servers.current();
        return DriverManager.getConnection(
                servers.jdbcUrl() + "?currentSchema=" + schema, servers.user(), servers.password());
    }

    /** @return the id of the transaction that was begun */
    private static long begin(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, sql);
        return read(connection, "select pg_current_xact_id()::text::bigint", Long.class);
    }

    private static Instant now(Connection connection) throws SQLException {
        return read(connection, "select clock_timestamp()", java.time.OffsetDateTime.class)
                .toInstant();
    }

    private static <T> T read(Connection connection, String sql, Class<T> type) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1, type);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
