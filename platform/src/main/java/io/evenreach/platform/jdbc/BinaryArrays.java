package io.evenreach.platform.jdbc;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Arrays as statement parameters, in binary. The driver sends those of numbers, texts and bytes like this by itself, and all
 * others as text, which it takes both sides long to write and to read.
 */
public final class BinaryArrays {

    private static final int HEADER_BYTES = 20;
    private static final int EMPTY_BYTES = 12;
    private static final int NULL = -1;

    /** PostgreSQL counts from the beginning of 2000. */
    private static final long EPOCH_SECONDS = 946_684_800;

    private BinaryArrays() {}

    /** As {@code uuid[]}. */
    public static Array uuids(Connection connection, Collection<? extends @Nullable UUID> ids) throws SQLException {
        return of(
                connection,
                Oid.UUID,
                Oid.UUID_ARRAY,
                16,
                ids,
                (id, array) -> array.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    }

    /** As {@code timestamptz[]}, to the microsecond. */
    public static Array instants(Connection connection, Collection<? extends @Nullable Instant> times)
            throws SQLException {
        return of(
                connection,
                Oid.TIMESTAMPTZ,
                Oid.TIMESTAMPTZ_ARRAY,
                8,
                times,
                (time, array) ->
                        array.putLong((time.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1_000));
    }

    /**
     * An array of one dimension.
     *
     * @param elementBytes how long each element is that is not null
     * @param write puts an element into the array
     */
    public static <T> Array of(
            Connection connection,
            int elementOid,
            int arrayOid,
            int elementBytes,
            Collection<? extends @Nullable T> elements,
            BiConsumer<T, ByteBuffer> write)
            throws SQLException {
        int count = elements.size();
        ByteBuffer array = ByteBuffer.allocate(count == 0 ? EMPTY_BYTES : HEADER_BYTES + (4 + elementBytes) * count);
        boolean nulls = false;
        array.putInt(count == 0 ? 0 : 1).putInt(0).putInt(elementOid);
        if (count > 0) {
            array.putInt(count).putInt(1);
        }
        for (@Nullable T element : elements) {
            if (element == null) {
                array.putInt(NULL);
                nulls = true;
            } else {
                write.accept(element, array.putInt(elementBytes));
            }
        }
        if (nulls) {
            array.putInt(4, 1);
        }
        byte[] bytes = new byte[array.flip().remaining()];
        array.get(bytes);
        return new PgArray(connection.unwrap(BaseConnection.class), arrayOid, bytes);
    }
}
