package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.domain.GrantStay;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stays of grants in a temporary table, by which PostgreSQL brings those of one grant together. */
final class SpilledStays {

    static final String TABLE = "pg_temp.grant_stay";
    static final String COLUMNS = "(touch_id bigint, profile_id uuid, state bigint, ending text, filed_under bytea,"
            + " at_millis bigint, expires_at_millis bigint)";

    private static final int TOGETHER = 1_000;
    private static final long LEFT_ARCHIVE = -1;
    private static final byte[] NO_KEY = new byte[0];

    private final Connection connection;
    private final List<GrantStay> buffer = new ArrayList<>();

    SpilledStays(Connection connection) {
        this.connection = connection;
    }

    /** Where stays are put. */
    List<GrantStay> buffer() {
        return buffer;
    }

    void spillIfMany() throws SQLException {
        if (buffer.size() >= TOGETHER) {
            spill();
        }
    }

    void spill() throws SQLException {
        int size = buffer.size();
        long[] touchIds = new long[size];
        List<UUID> profileIds = new ArrayList<>(size);
        long[] states = new long[size];
        List<String> ends = new ArrayList<>(size);
        byte[][] keys = new byte[size][];
        long[] at = new long[size];
        long[] expiresAt = new long[size];
        for (int i = 0; i < size; i++) {
            GrantStay stay = buffer.get(i);
            touchIds[i] = stay.touchId();
            profileIds.add(stay.profileId());
            switch (stay) {
                case GrantStay.Seen seen -> {
                    states[i] = seen.state().code();
                    ends.add(seen.end().name());
                    keys[i] = seen.filedUnder().bytes();
                    at[i] = seen.atMillis();
                    expiresAt[i] = seen.expiresAtMillis();
                }
                case GrantStay.LeftArchive ignored -> {
                    states[i] = LEFT_ARCHIVE;
                    ends.add(GrantStay.End.LEFT.name());
                    keys[i] = NO_KEY;
                }
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into " + TABLE + " select * from unnest(?, ?, ?, ?, ?, ?, ?)")) {
            insert.setArray(1, SqlArrays.longs(connection, touchIds));
            insert.setArray(2, SqlArrays.uuids(connection, profileIds));
            insert.setArray(3, SqlArrays.longs(connection, states));
            insert.setArray(4, connection.createArrayOf("text", ends.toArray()));
            insert.setArray(5, SqlArrays.bytes(connection, keys));
            insert.setArray(6, SqlArrays.longs(connection, at));
            insert.setArray(7, SqlArrays.longs(connection, expiresAt));
            insert.executeUpdate();
        }
        buffer.clear();
    }

    static GrantStay read(ResultSet row) throws SQLException {
        long touchId = row.getLong(1);
        UUID profileId = row.getObject(2, UUID.class);
        long state = row.getLong(3);
        return state == LEFT_ARCHIVE
                ? new GrantStay.LeftArchive(touchId, profileId)
                : new GrantStay.Seen(
                        touchId,
                        profileId,
                        GrantStay.End.valueOf(row.getString(4)),
                        HistoryCodec.stateOf((int) state),
                        IdentifierKey.of(row.getBytes(5)),
                        row.getLong(6),
                        row.getLong(7));
    }
}
