package io.evenreach.frequency.ledger.persistence;

import io.evenreach.identifiers.IdentifierKey;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/** Arrays as statement parameters, in binary: as text they cost a fifth of the ledger's time. */
final class SqlArrays {

    private static final int HEADER_BYTES = 20;
    private static final int EMPTY_BYTES = 12;
    private static final int TID = 27;
    private static final int TID_ARRAY = 1010;

    private SqlArrays() {}

    static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return binary(
                connection,
                Oid.UUID,
                Oid.UUID_ARRAY,
                16,
                ids,
                (id, array) -> array.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    }

    /** Where rows are, as {@code tid[]}. */
    static Array places(Connection connection, Collection<RowPlace> places) throws SQLException {
        return binary(
                connection,
                TID,
                TID_ARRAY,
                6,
                places,
                (place, array) -> array.putInt((int) place.block()).putShort((short) place.line()));
    }

    /** The driver sends such arrays as text, so their binary form is written here: one dimension, no nulls. */
    private static <T> Array binary(
            Connection connection,
            int elementOid,
            int arrayOid,
            int elementBytes,
            Collection<T> elements,
            BiConsumer<T, ByteBuffer> write)
            throws SQLException {
        int count = elements.size();
        ByteBuffer array = ByteBuffer.allocate(count == 0 ? EMPTY_BYTES : HEADER_BYTES + (4 + elementBytes) * count);
        array.putInt(count == 0 ? 0 : 1).putInt(0).putInt(elementOid);
        if (count > 0) {
            array.putInt(count).putInt(1);
        }
        for (T element : elements) {
            write.accept(element, array.putInt(elementBytes));
        }
        return new PgArray(connection.unwrap(BaseConnection.class), arrayOid, array.array());
    }

    static Array longs(Connection connection, long[] values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf("int8", values);
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

    /** Reads {@code uuid} without going through text. */
    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
