package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.jdbc.BinaryArrays;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;

/** Arrays as statement parameters, in binary: as text they cost a fifth of the ledger's time. */
final class SqlArrays {

    private static final int TID = 27;
    private static final int TID_ARRAY = 1010;

    private SqlArrays() {}

    static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return BinaryArrays.uuids(connection, ids);
    }

    /** Where rows are, as {@code tid[]}. */
    static Array places(Connection connection, Collection<RowPlace> places) throws SQLException {
        return BinaryArrays.of(
                connection,
                TID,
                TID_ARRAY,
                6,
                places,
                (place, array) -> array.putInt((int) place.block()).putShort((short) place.line()));
    }

    static Array longs(Connection connection, long[] values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf("int8", values);
    }

    static Array booleans(Connection connection, boolean[] values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf("bool", values);
    }

    static Array bytes(Connection connection, byte[][] values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf("bytea", values);
    }

    static Array keys(Connection connection, Collection<IdentifierKey> keys) throws SQLException {
        byte[][] bytes = new byte[keys.size()][];
        int i = 0;
        for (IdentifierKey key : keys) {
            bytes[i++] = key.bytes();
        }
        return bytes(connection, bytes);
    }

    /** Sets three parameters from one on: which keys change hands, from when, and up to when. */
    static void setSpans(Connection connection, PreparedStatement statement, int first, List<Handover> handovers)
            throws SQLException {
        statement.setArray(
                first, keys(connection, handovers.stream().map(Handover::key).toList()));
        statement.setArray(
                first + 1,
                longs(
                        connection,
                        handovers.stream().mapToLong(Handover::fromMillis).toArray()));
        statement.setArray(
                first + 2,
                longs(
                        connection,
                        handovers.stream().mapToLong(Handover::toMillis).toArray()));
    }

    /** Reads {@code uuid} without going through text. */
    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
